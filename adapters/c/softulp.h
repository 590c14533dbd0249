/* Lets softulp judge C functions: protocol version 1 in a header, to be copied. See adapter.c.
 *
 * softulp_serve answers requests with the functions of a table until there are no more. Each is called with
 * the matrix x of rows times k numbers, with side, which is what else the function takes (a cotangent or weights
 * like x, or int64_t targets) or NULL, and with room for the answer. It returns NULL, or why it declines.
 */
#ifndef SOFTULP_H
#define SOFTULP_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

typedef const char *(*softulp_function)(const void *x, const void *side, void *y, size_t rows, size_t k);

struct softulp_entry {
	const char *function, *dtype;
	softulp_function f;
};

/* Where the value of a key begins, or NULL. No string in a request holds a quote: a search is enough. */
static const char *softulp_value(const char *line, const char *key) {
	char quoted[32];
	snprintf(quoted, sizeof quoted, "\"%s\"", key);
	if (!(line = strstr(line, quoted))) return NULL;
	line += strlen(quoted);
	return line + strspn(line, " :");
}

static int softulp_is(const char *line, const char *key, const char *want) {
	const char *v = softulp_value(line, key);
	return v && strncmp(v + 1, want, strlen(want)) == 0 && v[1 + strlen(want)] == '"';
}

static size_t softulp_number(const char *line, const char *key) {
	const char *v = softulp_value(line, key);
	return v ? strtoull(v, NULL, 10) : 0;
}

static const char softulp_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The bytes of a base64 string, to be freed, or NULL where there is none. */
static void *softulp_decode(const char *line, const char *key) {
	static signed char digit[256];
	const char *v = softulp_value(line, key);
	unsigned char *bytes, *end;
	uint32_t n = 0;
	if (!v || !(end = bytes = (unsigned char *)malloc(strlen(v)))) return NULL;
	for (int i = 0; i < 64; i++) digit[(unsigned char)softulp_digits[i]] = (signed char)i;
	for (int count = 0; *++v != '"' && *v != '='; count++) {
		n = n << 6 | (uint32_t)digit[(unsigned char)*v];
		if (count % 4 > 0) *end++ = (unsigned char)(n >> (6 - 2 * (count % 4)));
	}
	return bytes;
}

static void softulp_encode(const unsigned char *b, size_t n) {
	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)b[i] << 16 | (i + 1 < n ? b[i + 1] : 0u) << 8 | (i + 2 < n ? b[i + 2] : 0u);
		putchar(softulp_digits[v >> 18]);
		putchar(softulp_digits[v >> 12 & 63]);
		putchar(i + 1 < n ? softulp_digits[v >> 6 & 63] : '=');
		putchar(i + 2 < n ? softulp_digits[v & 63] : '=');
	}
}

static int softulp_serve(const char *name, const char *version, const struct softulp_entry *table, size_t n) {
	char *line = NULL;
	size_t size = 0;
	printf("{\"softulp\":1,\"name\":\"%s\",\"version\":\"%s\",\"functions\":{", name, version);
	for (size_t i = 0; i < n; i++) { /* entries of one function stand together */
		int more = i > 0 && strcmp(table[i - 1].function, table[i].function) == 0;
		if (more) printf(",\"%s\"", table[i].dtype);
		else printf("%s\"%s\":[\"%s\"", i > 0 ? "]," : "", table[i].function, table[i].dtype);
	}
	printf("%s}}\n", n > 0 ? "]" : "");
	while (fflush(stdout), getline(&line, &size, stdin) > 0) {
		size_t rows = softulp_number(line, "rows"), k = softulp_number(line, "k"), i = 0;
		while (i < n && !(softulp_is(line, "function", table[i].function) && softulp_is(line, "dtype", table[i].dtype))) i++;
		int scalar = softulp_is(line, "function", "logsumexp") || softulp_is(line, "function", "cross_entropy") || softulp_is(line, "function", "cross_entropy_soft");
		size_t width = softulp_is(line, "dtype", "float64") ? 8 : softulp_is(line, "dtype", "float32") ? 4 : 2;
		size_t bytes = width * rows * (scalar ? 1 : k);
		void *x = softulp_decode(line, "x"), *side = softulp_decode(line, "target");
		if (!side) side = softulp_decode(line, "cotangent");
		if (!side) side = softulp_decode(line, "weights");
		void *y = malloc(bytes + 64);
		const char *declined = !x || !y ? "out of memory" : i == n ? "not offered" : table[i].f(x, side, y, rows, k);
		printf("{\"id\":%zu,\"%s\":\"", softulp_number(line, "id"), declined ? "error" : "y");
		if (declined) fputs(declined, stdout);
		else softulp_encode((const unsigned char *)y, bytes);
		puts("\"}");
		free(x), free(side), free(y);
	}
	free(line);
	return 0;
}

#endif
