# matrixStats in R: rowLogSumExps and, along the first axis, colLogSumExps, in float64.
#
#     softulp gate --cmd 'Rscript matrixstats.R'
#
# It needs jsonlite for the protocol. For a function of your own, put it in the place of logsumexp.
library(jsonlite)
library(matrixStats)

logsumexp <- function(x, axis) if (axis == "first") colLogSumExps(x) else rowLogSumExps(x)

say <- function(...) {
  writeLines(toJSON(list(...), auto_unbox = TRUE), con = stdout())
  flush(stdout())
}

# R's matrices are stored a column after the other.
doubles <- function(base64, rows, columns) {
  n <- rows * columns
  v <- if (n == 0) double(0) else readBin(base64_dec(base64), "double", n, endian = "little")
  matrix(v, nrow = rows, ncol = columns, byrow = TRUE)
}

base64 <- function(y) gsub("\n", "", base64_enc(writeBin(as.double(y), raw(), endian = "little")), fixed = TRUE)

say(softulp = 1, name = "R matrixStats", version = as.character(packageVersion("matrixStats")),
  functions = list(logsumexp = I("float64")), axes = c("last", "first"))

input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  request <- fromJSON(line)
  tryCatch({
    axis <- if (is.null(request$axis)) "last" else request$axis
    x <- if (axis == "first") doubles(request$x, request$k, request$rows) else doubles(request$x, request$rows, request$k)
    say(id = request$id, y = base64(logsumexp(x, axis)))
  }, error = function(e) say(id = request$id, error = conditionMessage(e)))
}
