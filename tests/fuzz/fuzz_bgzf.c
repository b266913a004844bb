/*
 * fuzz_bgzf: BGZF files, block by block and through a cursor. An input is a
 * place in it (a short for the block's address, a short for what is within),
 * a byte whose lowest bit says "mend the CRCs first", and the file.
 */
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "../unit/memory_object.h"
#include "fuzz.h"
#include "source/blocks.h"
#include "source/cursor.h"

#define STEP 100 /* bytes that a cursor takes at once */

struct scene {
	struct object *object;
	struct blocks *blocks;
	kstring_t inflated; /* of the good blocks at the file's beginning */
	bool whole;	    /* that is all of it */
};

static void
put_le32(uint8_t *p, uint32_t v)
{
	int i;

	for (i = 0; i < 4; i++, v >>= 8)
		p[i] = v & 0xff;
}

/* Bytes of the block there if its header is the usual one, else 0. */
static size_t
block_bytes(const uint8_t *p, size_t n)
{
	size_t whole;

	if (n < BLOCK_EOF_BYTES || memcmp(p, block_eof, 3) != 0 ||
	    memcmp(p + 10, block_eof + 10, 6) != 0)
		return 0;
	whole = (p[16] | p[17] << 8) + 1;
	return whole >= BLOCK_EOF_BYTES - 1 && whole <= n ? whole : 0;
}

/* Gives the blocks that can be inflated the CRC and length that they need. */
static void
mend(uint8_t *p, size_t n)
{
	static uint8_t out[BLOCK_MAX];
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	size_t whole, got;

	fuzz_must(d != NULL);
	for (; (whole = block_bytes(p, n)) > 0; p += whole, n -= whole)
		if (libdeflate_deflate_decompress(d, p + 18, whole - 26, out,
		    sizeof(out), &got) == LIBDEFLATE_SUCCESS) {
			put_le32(p + whole - 8, libdeflate_crc32(0, out, got));
			put_le32(p + whole - 4, got);
		}
	libdeflate_free_decompressor(d);
}

static void
walk_blocks(struct scene *s)
{
	struct fault fault = FAULT_INIT;
	const struct block *b;
	uint32_t whole, length;
	uint64_t at = 0;

	while (blocks_measure(s->blocks, at, &whole, &length, &fault) == 0) {
		s->whole = whole == 0;
		if (s->whole || (b = blocks_get(s->blocks, at, &fault)) == NULL)
			break;
		fuzz_must(b->address == at && b->compressed == whole &&
		    b->length == length && length <= BLOCK_MAX);
		fuzz_must(kputsn((const char *)b->data, length,
		    &s->inflated) != EOF);
		at += whole;
		fuzz_must(at <= s->object->version.size);
	}
	if (s->whole)
		fuzz_must(at == s->object->version.size);
	else
		fuzz_fault(&fault);
}

/* A cursor reads the very bytes; an empty block it need not inflate. */
static void
walk_cursor(struct scene *s)
{
	struct fault fault = FAULT_INIT;
	struct cursor c;
	const uint8_t *p;
	size_t at = 0, got, n;

	cursor_init(&c, s->blocks, 0);
	for (; at < s->inflated.l; at += n) {
		n = s->inflated.l - at < STEP ? s->inflated.l - at : STEP;
		p = cursor_peek(&c, n, &got, &fault);
		fuzz_must(p != NULL && memcmp(p, s->inflated.s + at, n) == 0);
		/* Behind the last good byte there may be a bad block. */
		if (cursor_skip(&c, n, &fault) == -1)
			break;
	}
	if (s->whole)
		fuzz_must(cursor_at_end(&c, &fault) == 1);
	else
		(void)cursor_peek(&c, STEP, &got, &fault);
	cursor_clear(&c);
}

static void
walk_lines(struct scene *s)
{
	struct fault fault = FAULT_INIT;
	struct cursor c;
	const char *line;
	size_t at = 0, n = 1;

	cursor_init(&c, s->blocks, 0);
	while (n > 0 && cursor_line(&c, 1 << 16, 1, &line, &n, &fault) == 0) {
		fuzz_must(n <= s->inflated.l - at || !s->whole);
		if (n > s->inflated.l - at)
			break;
		fuzz_must(n == 0 || memcmp(line, s->inflated.s + at, n) == 0);
		at += n;
	}
	if (s->whole && n > 0)
		fuzz_fault(&fault);
	cursor_clear(&c);
}

/* A place that an index might name. */
static void
look(struct scene *s, uint16_t address, uint16_t within)
{
	struct fault fault = FAULT_INIT;
	uint64_t at = voffset_make(address, within), found;

	if (blocks_normalise(s->blocks, &at, &fault) == 0)
		fuzz_must(voffset_block(at) <= s->object->version.size);
	else
		fuzz_fault(&fault);
	memset(&fault, 0, sizeof(fault));
	if (blocks_find(s->blocks, address, (uint64_t)address + BLOCK_MAX,
	    &found, &fault) == 0)
		fuzz_must(found >= address && found < s->object->version.size);
	else
		fuzz_fault(&fault);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct scene s = { .inflated = KS_INITIALIZE };
	struct input in = { data, n };
	uint16_t address = fuzz_short(&in), within = fuzz_short(&in);
	bool mended = (fuzz_byte(&in) & 1) != 0;
	uint8_t *copy = (uint8_t *)fuzz_text(&in);

	if (mended)
		mend(copy, in.n);
	s.object = memory_object(copy, in.n);
	fuzz_must(s.object != NULL);
	fuzz_must((s.blocks = blocks_new(s.object)) != NULL);
	walk_blocks(&s);
	walk_cursor(&s);
	walk_lines(&s);
	look(&s, address, within);
	blocks_free(s.blocks);
	object_close(s.object);
	free(s.inflated.s);
	free(copy);
	return 0;
}
