#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "base/le.h"
#include "source/blocks.h"

#define WINDOW		(2 * BLOCK_MAX)	/* bytes of one read at the most */
#define WINDOW_JUMP	BLOCK_MAX	/* of one somewhere else */
#define HEADER_MIN	18	/* of a block with the BC field alone */
#define TRAILER		8	/* CRC32, ISIZE */
#define SLOTS		24	/* 1.5 MiB: what one region looks at */
#define SLOTS_MANY	64	/* 4 MiB */

_Static_assert(SLOTS > BLOCKS_KEPT, "what blocks_get promises");

const uint8_t block_eof[BLOCK_EOF_BYTES] = {
	0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0,
	0x1b, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0
};

struct slot {
	struct block	 block;		/* compressed 0: empty */
	uint8_t		*data;		/* BLOCK_MAX bytes, or NULL yet */
	uint64_t	 used;		/* clock of the last use */
	bool		 looked;	/* counted since blocks_turn */
};

struct blocks {
	struct object			*object;	/* NULL: rests */
	struct known			*known;		/* borrowed, or NULL */
	struct version			 version;	/* of what is kept */
	bool				 settled;	/* of that version */
	struct libdeflate_decompressor	*inflater;
	struct slot			 slots[SLOTS_MANY];
	size_t				 nslots;	/* in use */
	size_t				 last;		/* found just now */
	size_t				 freed;		/* bytes, untold */
	uint64_t			 clock;
	uint64_t			 inflated;
	uint64_t			 looked;
	uint8_t				*window;
	uint64_t			 window_at;
	size_t				 window_bytes;
};

struct blocks *
blocks_new(struct object *object)
{
	struct blocks *b;

	if ((b = calloc(1, sizeof(*b))) == NULL)
		return NULL;
	b->nslots = SLOTS;
	b->window = malloc(WINDOW);
	b->inflater = libdeflate_alloc_decompressor();
	if (b->window == NULL || b->inflater == NULL) {
		blocks_free(b);
		return NULL;
	}
	blocks_turn(b, object);
	return b;
}

void
blocks_free(struct blocks *b)
{
	size_t i;

	if (b == NULL)
		return;
	for (i = 0; i < SLOTS_MANY; i++)
		free(b->slots[i].data);
	if (b->inflater != NULL)
		libdeflate_free_decompressor(b->inflater);
	free(b->window);
	free(b);
}

/* Nothing is remembered any more. */
static void
forget(struct blocks *b)
{
	size_t i;

	for (i = 0; i < SLOTS_MANY; i++)
		b->slots[i].block.compressed = 0;
	b->window_bytes = 0;
}

void
blocks_turn(struct blocks *b, struct object *object)
{
	size_t i;

	if (!b->settled || !version_equal(&b->version, &object->version))
		forget(b);
	b->object = object;
	b->version = object->version;
	b->settled = version_settled(&b->version);
	b->known = NULL;
	b->inflated = b->looked = 0;
	for (i = 0; i < SLOTS_MANY; i++)
		b->slots[i].looked = false;
}

void
blocks_learn(struct blocks *b, struct known *known)
{
	b->known = b->settled ? known : NULL;
	if (b->known != NULL)
		known_begin(b->known);
}

struct known *
blocks_known(const struct blocks *b)
{
	return b->known;
}

void
blocks_rest(struct blocks *b)
{
	size_t i;

	for (i = SLOTS; i < SLOTS_MANY; i++) {
		b->freed += b->slots[i].data != NULL ? BLOCK_MAX : 0;
		free(b->slots[i].data);
		memset(&b->slots[i], 0, sizeof(b->slots[i]));
	}
	b->nslots = SLOTS;
	b->object = NULL;
	b->known = NULL;
}

size_t
blocks_freed(struct blocks *b)
{
	size_t freed = b->freed;

	b->freed = 0;
	return freed;
}

void
blocks_keep_many(struct blocks *b)
{
	b->nslots = SLOTS_MANY;
}

struct object *
blocks_object(const struct blocks *b)
{
	return b->object;
}

uint64_t
blocks_inflated(const struct blocks *b)
{
	return b->inflated;
}

uint64_t
blocks_looked(const struct blocks *b)
{
	return b->looked;
}

void
blocks_pass(struct blocks *b, uint64_t address)
{
	if (b->known == NULL || known_look(b->known, address))
		b->looked++;
}

static int
damaged(const struct blocks *b, uint64_t address, const char *what,
    struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL,
	    "the file of this dataset is damaged, or its index does not "
	    "belong to it", "%s: BGZF block at byte %llu: %s",
	    b->object->path, (unsigned long long)address, what);
}

/* Whether it goes on from the window, so that more of the same is likely. */
static bool
window_goes_on(const struct blocks *b, uint64_t address)
{
	return b->window_bytes > 0 && address >= b->window_at &&
	    address - b->window_at <= b->window_bytes;
}

static int
window_read(struct blocks *b, uint64_t address, struct fault *fault)
{
	size_t bytes = window_goes_on(b, address) ? WINDOW : WINDOW_JUMP;

	b->window_bytes = 0;
	if (object_read_some(b->object, b->window, bytes, address,
	    &b->window_bytes, fault) == -1)
		return -1;
	b->window_at = address;
	return 0;
}

/*
 * Bytes of the file from `address` on, at least `want` of them (BLOCK_MAX at
 * the most) or all up to the file's end; *got says how many. A miss reads one
 * window, so that a block and its neighbours cost a single read.
 */
static const uint8_t *
window_get(struct blocks *b, uint64_t address, size_t want, size_t *got,
    struct fault *fault)
{
	uint64_t size = b->object->version.size, off;

	if (address >= size) {
		*got = 0;
		return b->window;
	}
	if (want > size - address)
		want = size - address;
	if ((address < b->window_at || address - b->window_at > b->window_bytes
	    || b->window_bytes - (address - b->window_at) < want) &&
	    window_read(b, address, fault) == -1)
		return NULL;
	off = address - b->window_at;
	*got = b->window_bytes - off;
	if (*got < want) {
		(void)damaged(b, address, "the file became shorter", fault);
		return NULL;
	}
	return b->window + off;
}

/*
 * A block's header (SAMv1 4.1): stores the header's and the whole block's
 * length; NULL, or what is wrong with it.
 */
static const char *
header_parse(const uint8_t *p, size_t n, uint32_t *header, uint32_t *whole)
{
	uint32_t extra, at;

	if (n < HEADER_MIN)
		return "truncated";
	if (p[0] != 0x1f || p[1] != 0x8b || p[2] != 8 || (p[3] & 4) == 0)
		return "no BGZF header";
	extra = le16(p + 10);
	if (12 + extra > n)
		return "truncated";
	for (at = 12; at + 4 <= 12 + extra; at += 4 + le16(p + at + 2)) {
		if (p[at] != 'B' || p[at + 1] != 'C' || le16(p + at + 2) != 2)
			continue;
		if (at + 6 > 12 + extra)
			break;
		*header = 12 + extra;
		*whole = le16(p + at + 4) + 1;
		return *whole < *header + TRAILER ? "length too small" : NULL;
	}
	return "no BC field";
}

/*
 * The bytes of the block at `address`, all of them; NULL without a fault at
 * the file's end.
 */
static const uint8_t *
block_bytes(struct blocks *b, uint64_t address, uint32_t *header,
    uint32_t *whole, struct fault *fault)
{
	const char *why;
	const uint8_t *p;
	size_t want, got;

	if (address == b->object->version.size)
		return NULL;
	if (address > b->object->version.size) {
		(void)damaged(b, address, "behind the file's end", fault);
		return NULL;
	}
	/* What is there already, or as much as a block can be. */
	for (want = HEADER_MIN;; want = BLOCK_MAX) {
		if ((p = window_get(b, address, want, &got, fault)) == NULL)
			return NULL;
		if ((why = header_parse(p, got, header, whole)) == NULL &&
		    *whole > got)
			why = "truncated";
		if (why == NULL || want == BLOCK_MAX)
			break;
	}
	if (why == NULL && le32(p + *whole - 4) > BLOCK_MAX)
		why = "inflated length over 65,536";
	if (why != NULL) {
		(void)damaged(b, address, why, fault);
		return NULL;
	}
	return p;
}

static bool
slot_has(const struct slot *s, uint64_t address)
{
	return s->block.address == address && s->block.compressed != 0;
}

static struct slot *
slot_find(struct blocks *b, uint64_t address)
{
	size_t i;

	/* A walk asks for the same block several times a record. */
	if (slot_has(&b->slots[b->last], address))
		return &b->slots[b->last];
	for (i = 0; i < b->nslots; i++)
		if (slot_has(&b->slots[i], address)) {
			b->last = i;
			return &b->slots[i];
		}
	return NULL;
}

static struct slot *
slot_oldest(struct blocks *b)
{
	struct slot *s = &b->slots[0];
	size_t i;

	for (i = 1; i < b->nslots; i++)
		if (b->slots[i].used < s->used)
			s = &b->slots[i];
	s->block.compressed = 0;
	if (s->data == NULL && (s->data = malloc(BLOCK_MAX)) == NULL)
		return NULL;
	return s;
}

/* NULL, or what is wrong with the block. */
static const char *
inflate(struct blocks *b, const uint8_t *p, uint32_t header, uint32_t whole,
    struct slot *s)
{
	size_t length = le32(p + whole - 4), out;

	b->inflated++;
	if (libdeflate_deflate_decompress(b->inflater, p + header,
	    whole - header - TRAILER, s->data, length, &out) !=
	    LIBDEFLATE_SUCCESS || out != length)
		return "cannot be inflated";
	if (libdeflate_crc32(0, s->data, length) != le32(p + whole - 8))
		return "CRC mismatch";
	s->block.length = length;
	s->block.data = s->data;
	return NULL;
}

static const struct block *
slot_use(struct blocks *b, struct slot *s)
{
	s->used = ++b->clock;
	if (!s->looked)
		blocks_pass(b, s->block.address);
	s->looked = true;
	return &s->block;
}

const struct block *
blocks_get(struct blocks *b, uint64_t address, struct fault *fault)
{
	uint32_t header, whole;
	const uint8_t *p;
	const char *why;
	struct slot *s;

	if ((s = slot_find(b, address)) != NULL)
		return slot_use(b, s);
	if ((p = block_bytes(b, address, &header, &whole, fault)) == NULL) {
		(void)damaged(b, address, "the file ends here", fault);
		return NULL;
	}
	if ((s = slot_oldest(b)) == NULL) {
		(void)fault_nomem(fault);
		return NULL;
	}
	if ((why = inflate(b, p, header, whole, s)) != NULL) {
		(void)damaged(b, address, why, fault);
		return NULL;
	}
	s->block.address = address;
	s->block.compressed = whole;
	s->looked = false;
	if (b->known != NULL)
		known_put_lengths(b->known, address, whole, s->block.length);
	return slot_use(b, s);
}

int
blocks_measure(struct blocks *b, uint64_t address, uint32_t *compressed,
    uint32_t *length, struct fault *fault)
{
	const struct slot *s;
	const uint8_t *p;
	uint32_t header;

	if ((s = slot_find(b, address)) != NULL) {
		*compressed = s->block.compressed;
		*length = s->block.length;
		return 0;
	}
	if (b->known != NULL &&
	    known_lengths(b->known, address, compressed, length))
		return 0;
	*compressed = *length = 0;
	p = block_bytes(b, address, &header, compressed, fault);
	if (p == NULL)
		return fault->kind == FAULT_NONE ? 0 : -1;
	*length = le32(p + *compressed - 4);
	if (b->known != NULL)
		known_put_lengths(b->known, address, *compressed, *length);
	return 0;
}

int
blocks_normalise(struct blocks *b, uint64_t *voffset, struct fault *fault)
{
	const struct slot *last = &b->slots[b->last];
	uint64_t address = voffset_block(*voffset);
	uint32_t within = voffset_within(*voffset), compressed, length;

	/* A walk asks twice a record. */
	if (slot_has(last, address) && within < last->block.length)
		return 0;
	for (;;) {
		if (blocks_measure(b, address, &compressed, &length,
		    fault) == -1)
			return -1;
		if (compressed == 0 && within != 0)
			return damaged(b, address, "the file ends here",
			    fault);
		if (compressed == 0 || within < length)
			break;
		within -= length;
		address += compressed;
	}
	*voffset = voffset_make(address, within);
	return 0;
}

/*
 * 1: a block begins at `address`, proved by inflating it; 0: none does; -1:
 * that could not be found out.
 */
static int
block_proved(struct blocks *b, uint64_t address, struct fault *fault)
{
	struct fault tried = FAULT_INIT;

	if (blocks_get(b, address, &tried) != NULL)
		return 1;
	if (tried.kind != FAULT_UNAVAILABLE)
		return 0;
	*fault = tried;
	return -1;
}

int
blocks_find(struct blocks *b, uint64_t from, uint64_t until,
    uint64_t *address, struct fault *fault)
{
	uint32_t header, whole;
	const uint8_t *p;
	uint64_t at;
	size_t got;
	int proved;

	for (at = from; at < until; at++) {
		p = window_get(b, at, HEADER_MIN, &got, fault);
		if (p == NULL)
			return -1;
		if (got < HEADER_MIN)
			break;
		if (header_parse(p, got, &header, &whole) != NULL)
			continue;
		*address = at;
		if ((proved = block_proved(b, at, fault)) != 0)
			return proved == 1 ? 0 : -1;
	}
	return damaged(b, from, "no block begins in the 64 KiB from here",
	    fault);
}
