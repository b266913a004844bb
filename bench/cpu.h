/* cpu: the processor's time of this program, in microseconds. */
#ifndef BENCH_CPU_H
#define BENCH_CPU_H

#include <time.h>

static inline double
cpu_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

#endif
