/* cursor: a place in the inflated stream that goes on across blocks. */
#ifndef SOURCE_CURSOR_H
#define SOURCE_CURSOR_H

#include <stddef.h>
#include <stdint.h>

#include <htslib/kstring.h>

#include "source/blocks.h"

struct cursor {
	struct blocks	*blocks;	/* borrowed */
	uint64_t	 at;		/* virtual offset */
	kstring_t	 scratch;	/* what straddles blocks */
};

void	cursor_init(struct cursor *, struct blocks *, uint64_t voffset);
void	cursor_clear(struct cursor *);

/*
 * The next `bytes` without moving, contiguous and valid until the next call;
 * NULL with *got less than `bytes` and no fault at the object's end; NULL
 * with a fault on bad data.
 */
const uint8_t *cursor_peek(struct cursor *, size_t bytes, size_t *got,
	    struct fault *);

/* Moves on; passing the object's end is a fault. Blocks in between are not
 * inflated. */
int	cursor_skip(struct cursor *, uint64_t bytes, struct fault *);

/*
 * The bytes up to the next newline, with it (without it at the object's end),
 * contiguous; the cursor moves behind them. *bytes is 0 at the end. More than
 * `limit` bytes is a fault. With keep 0 a long line may be cut to what was
 * contiguous: *bytes is then only its beginning, at least CURSOR_LINE_HEAD
 * bytes or the whole line.
 */
int	cursor_line(struct cursor *, size_t limit, int keep,
	    const char **line, size_t *bytes, struct fault *);
#define CURSOR_LINE_HEAD	4096

/* 1: at the object's end, 0: not, -1: fault; normalises the cursor. */
int	cursor_at_end(struct cursor *, struct fault *);

#endif
