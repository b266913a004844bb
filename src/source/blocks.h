/* blocks: inflated BGZF blocks of an object, checked, a few remembered. */
#ifndef SOURCE_BLOCKS_H
#define SOURCE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "source/known.h"
#include "store/store.h"

#define BLOCK_MAX	65536	/* of a BGZF block, either way (SAMv1 4.1) */
#define BLOCK_EOF_BYTES	28

extern const uint8_t block_eof[BLOCK_EOF_BYTES];	/* the EOF marker */

struct block {
	uint64_t	 address;	/* of its first byte in the file */
	uint32_t	 compressed;	/* bytes in the file */
	uint32_t	 length;	/* bytes inflated */
	const uint8_t	*data;		/* inflated */
};

struct blocks;

/* Borrows the object, which must outlive it. NULL: no memory. */
struct blocks	*blocks_new(struct object *);
void		 blocks_free(struct blocks *);

/*
 * Borrows another object from now on, before any other call if blocks_rest
 * came last. What is remembered stays if both are the same version of the
 * same file; buffers stay in any case. Both counts begin again at 0.
 */
void		 blocks_turn(struct blocks *, struct object *);

/*
 * Borrows what is known of the object's file until blocks_rest, to use it and
 * to add to it. A file that changed a moment ago is not learned.
 */
void		 blocks_learn(struct blocks *, struct known *);

/* NULL: nothing is to be learned. */
struct known	*blocks_known(const struct blocks *);

/* Gives back the object, what is known of it, the memory of keep_many. */
void		 blocks_rest(struct blocks *);

/* Bytes that blocks_rest freed since it was last asked. */
size_t		 blocks_freed(struct blocks *);

/*
 * Remembers several times as many from now on: of many regions one after the
 * other neighbours look at the same blocks.
 */
void		 blocks_keep_many(struct blocks *);

/*
 * The block at an address: header, deflate stream, CRC and length checked.
 * A FAULT_INTERNAL names the object and the address. The block stays valid
 * until BLOCKS_KEPT further calls.
 */
const struct block *blocks_get(struct blocks *, uint64_t address,
		    struct fault *);
#define BLOCKS_KEPT	6

/*
 * Compressed and inflated length of the block there by its header and
 * trailer alone, without inflating; *compressed is 0 at the object's end.
 */
int	blocks_measure(struct blocks *, uint64_t address, uint32_t *compressed,
	    uint32_t *length, struct fault *);

/*
 * NORMALISE (doc/slicing.md): moves a virtual offset past the end of its block
 * to the block where it really is; the end of the object is (size, 0).
 */
int	blocks_normalise(struct blocks *, uint64_t *voffset, struct fault *);

/*
 * The address of the first block at or after `from` and before `until`,
 * found by looking for a header and proved by inflating; a FAULT_INTERNAL if
 * there is none.
 */
int	blocks_find(struct blocks *, uint64_t from, uint64_t until,
	    uint64_t *address, struct fault *);

struct object	*blocks_object(const struct blocks *);

/* How many blocks were inflated since blocks_new or blocks_turn. */
uint64_t	 blocks_inflated(const struct blocks *);

/*
 * How many were looked at, inflated now or remembered, or passed over because
 * their records are known: what guards go by, so that an answer does not
 * depend on what was asked earlier.
 */
uint64_t	 blocks_looked(const struct blocks *);
void		 blocks_pass(struct blocks *, uint64_t address);

#define voffset_make(c, u)	((uint64_t)(c) << 16 | (u))
#define voffset_block(v)	((v) >> 16)
#define voffset_within(v)	((uint32_t)((v) & 0xffff))

#endif
