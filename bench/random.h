/*
 * random: numbers that are the same on every machine, by xorshift64*. For the
 * generators of this folder, each of which is one file.
 */
#ifndef BENCH_RANDOM_H
#define BENCH_RANDOM_H

#include <stdint.h>

#define RANDOM_SEED	88172645463325252u

/* A number of 0 .. below - 1; state is RANDOM_SEED at first. */
static inline uint32_t
draw(uint64_t *state, uint32_t below)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (*state * 2685821657736338717u >> 32) % below;
}

#endif
