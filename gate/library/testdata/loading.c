/* A library that does things when it is loaded: -DPRINTS, -DEXITS, -DSEGFAULTS, -DUNDEFINED. */
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor)) static void loaded(void) {
#ifdef PRINTS
  printf("Welcome to this library\n");
  fflush(stdout);
#endif
#ifdef EXITS
  exit(4);
#endif
#ifdef SEGFAULTS
  *(volatile int *)8 = 1;
#endif
}

void not_there(void);

void f(const float *x, float *y, size_t rows, size_t k) {
#ifdef UNDEFINED
  not_there();
#endif
  for (size_t i = 0; i < rows * k; i++) y[i] = 1;
}
