/*
 * known: what earlier queries found out about the blocks of one source, so
 * that later ones nearby need not inflate or read them again. Facts of one
 * version of one file, each learned by reading it; bounded.
 */
#ifndef SOURCE_KNOWN_H
#define SOURCE_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Records that follow one another from `start` on, up to the one at `next`,
 * all of one reference and in order. Both are virtual offsets, normalised.
 */
struct stretch {
	uint64_t start, next;
	int64_t	 first;		/* position of the first record */
	int64_t	 last;		/* of the last one, the greatest */
	int64_t	 reach;		/* the greatest end; INT64_MAX: not known */
	int32_t	 tid;
	uint32_t records;
};

struct known;

/* Facts of a sort held at most; with more all of them are forgotten. */
#define KNOWN_MAX	32768

/* NULL: no memory. */
struct known	*known_new(void);
void		 known_free(struct known *);

/* Another query begins: it has looked at nothing (known_look). */
void		 known_begin(struct known *);

/*
 * Remembers; without memory nothing is remembered, and nothing fails. A
 * stretch whose reach is known stays when one comes of which it is not.
 */
void	known_put_stretch(struct known *, const struct stretch *);
void	known_put_lengths(struct known *, uint64_t address,
	    uint32_t compressed, uint32_t length);

/* The stretch that begins with exactly this record: valid until a put. */
const struct stretch *known_stretch(const struct known *, uint64_t start);

/* As blocks_measure, of a block that is known: true. */
bool	known_lengths(const struct known *, uint64_t address,
	    uint32_t *compressed, uint32_t *length);

/* Where the last block begins that begins at or before `until`. */
void	known_put_cut(struct known *, uint64_t until, uint64_t address);
bool	known_cut(const struct known *, uint64_t until, uint64_t *address);

/* Whether the query looks at this block for the first time. */
bool	known_look(struct known *, uint64_t address);

/* Bytes held, about. */
size_t	known_memory(const struct known *);

#endif
