/* mutate: inputs like those of a corpus, the same ones for a seed. */
#ifndef FUZZ_MUTATE_H
#define FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

struct bytes {
	uint8_t *p;
	size_t n;
};

struct corpus {
	struct bytes *v;
	size_t n;
};

/* The corpus is borrowed; none of its files, nor a mutant, exceeds `most`. */
void mutate_init(const struct corpus *, size_t most, unsigned long seed);

/* Makes a mutant of any of the files; m->p has room for `most` bytes. */
void mutate(struct bytes *m);

#endif
