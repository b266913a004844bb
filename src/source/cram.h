/* cram: the containers of a CRAM file, as far as a covering slice needs. */
#ifndef SOURCE_CRAM_H
#define SOURCE_CRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "source/names.h"
#include "store/store.h"

#define CRAM_DEFINITION	26		/* bytes of the file definition */

struct cram_layout {
	unsigned major, minor;	/* 2.0, 2.1, 3.0 or 3.1 */
	uint64_t first;		/* offset behind the header container */
	uint64_t end;		/* offset of the EOF container, or size */
	bool	 has_eof;
	bool	 sorted;	/* @HD SO is coordinate, unknown or absent */
	int32_t	 references;	/* @SQ lines; ids below this are known */
};

/* What a container's own header says (CRAMv3 section 7). */
struct cram_container {
	uint64_t blocks;		/* offset of its first block */
	uint64_t end;			/* offset behind its last byte */
	int32_t	 records;
};

/*
 * Reads file definition and header container, of at most `limit` bytes
 * ([limits] header); fills names from @SQ.
 */
int	cram_layout_read(struct object *, uint64_t limit,
	    struct cram_layout *, struct names *, struct fault *);

/*
 * The container at `offset` by its own header: numbers checked, CRC checked
 * in 3.x, inside [0, layout->end).
 */
int	cram_container_read(struct object *, const struct cram_layout *,
	    uint64_t offset, struct cram_container *, struct fault *);

/* Its end alone. */
int	cram_container_end(struct object *, const struct cram_layout *,
	    uint64_t offset, uint64_t *end, struct fault *);

/* The EOF container of the file's version, *n bytes. */
const uint8_t *cram_eof(const struct cram_layout *, size_t *n);

#endif
