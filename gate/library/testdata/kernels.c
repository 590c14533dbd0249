/* What functions of shared libraries do, and should not do, for the tests of this
   package: cc -shared -fPIC -o kernels.so kernels.c -lm */
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SOFTMAX(NAME, T, EXP)                                                  \
  void NAME(const T *x, T *y, size_t rows, size_t k) {                         \
    for (size_t i = 0; i < rows; i++, x += k, y += k) {                        \
      T max = -INFINITY, sum = 0;                                              \
      for (size_t j = 0; j < k; j++)                                           \
        if (x[j] > max) max = x[j];                                            \
      for (size_t j = 0; j < k; j++) sum += y[j] = EXP(x[j] - max);            \
      for (size_t j = 0; j < k; j++) y[j] /= sum;                              \
    }                                                                          \
  }

SOFTMAX(softmax_f32, float, expf)

/* Computations without rounding that say which arguments came. */
void last(const float *x, float *y, size_t rows, size_t k) {
  for (size_t i = 0; i < rows; i++) y[i] = x[i * k + k - 1];
}

void with_target(const float *x, const int64_t *target, float *y, size_t rows, size_t k) {
  for (size_t i = 0; i < rows; i++) y[i] = x[i * k + target[i]];
}

void with_vector(const float *x, const float *g, float *y, size_t rows, size_t k) {
  for (size_t i = 0; i < rows * k; i++) y[i] = x[i] - g[i];
}

void with_weights(const double *x, const double *p, double *y, size_t rows, size_t k) {
  for (size_t i = 0; i < rows; i++) {
    y[i] = 0;
    for (size_t j = 0; j < k; j++) y[i] += x[i * k + j] * p[i * k + j];
  }
}

void copy_8(const uint8_t *x, uint8_t *y, size_t rows, size_t k) { memcpy(y, x, rows * k); }
void copy_16(const uint16_t *x, uint16_t *y, size_t rows, size_t k) { memcpy(y, x, 2 * rows * k); }
void copy_32(const float *x, float *y, size_t rows, size_t k) { memcpy(y, x, 4 * rows * k); }
void copy_64(const double *x, double *y, size_t rows, size_t k) { memcpy(y, x, 8 * rows * k); }

/* Has the processor flush subnormal numbers, as a library that is built with
   -ffast-math does. */
void flushing(const float *x, float *y, size_t rows, size_t k) {
#if defined __x86_64__
  unsigned csr;
  __asm__ volatile("stmxcsr %0" : "=m"(csr));
  csr |= 0x8040;
  __asm__ volatile("ldmxcsr %0" : : "m"(csr));
#endif
  copy_32(x, y, rows, k);
}

void writes_beyond(const float *x, float *y, size_t rows, size_t k) {
  softmax_f32(x, y, rows, k);
  ((volatile float *)y)[rows * k] = 1;
}

void reads_beyond(const float *x, float *y, size_t rows, size_t k) {
  softmax_f32(x, y, rows, k);
  y[0] += 0 * ((volatile const float *)x)[rows * k];
}

void reads_beyond_target(const float *x, const int64_t *target, float *y, size_t rows, size_t k) {
  y[0] = ((volatile const int64_t *)target)[rows];
}

void writes_before(const float *x, float *y, size_t rows, size_t k) {
  softmax_f32(x, y, rows, k);
  ((volatile float *)y)[-1] = 1;
}

void writes_to_input(const float *x, float *y, size_t rows, size_t k) {
  softmax_f32(x, y, rows, k);
  if (k == 3) ((float *)x)[1] = 7;
}

void writes_nothing(const float *x, float *y, size_t rows, size_t k) {}

void segfaults(const float *x, float *y, size_t rows, size_t k) { *(volatile int *)8 = 1; }
void aborts(const float *x, float *y, size_t rows, size_t k) { abort(); }
void divides(const float *x, float *y, size_t rows, size_t k) { raise(SIGFPE); }
void exits(const float *x, float *y, size_t rows, size_t k) { exit(5); }
void loops(const float *x, float *y, size_t rows, size_t k) { for (volatile int on = 1; on;) {} }

void prints(const float *x, float *y, size_t rows, size_t k) {
  printf("{\"id\":1,\"y\":\"\"}\n");
  fflush(stdout);
  if (write(1, "noise", 5) != 5) abort();
  softmax_f32(x, y, rows, k);
}

void reads_input(const float *x, float *y, size_t rows, size_t k) {
  if (getchar() != EOF) abort();
  softmax_f32(x, y, rows, k);
}

/* Counts its calls, by thread. */
void counts(const float *x, float *y, size_t rows, size_t k) {
  static __thread int calls;
  calls++;
  for (size_t i = 0; i < rows * k; i++) y[i] = calls;
}

int checks(const float *x, float *y, size_t rows, size_t k) {
  if (k == 0) return -3;
  softmax_f32(x, y, rows, k);
  return 0;
}

/* The name that a C++ compiler makes of mangled(float const*, float*, unsigned long, unsigned long). */
void _Z7mangledPKfPfmm(const float *x, float *y, size_t rows, size_t k) {}

int data = 7;
