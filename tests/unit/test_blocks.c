/* Tests of blocks and deflate: BGZF both ways, near misses of both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "bam_maker.h"
#include "memory_object.h"
#include "source/blocks.h"
#include "source/deflate.h"

/* A file of three blocks ("abc", 1,000 x, "z"), an empty one, and EOF. */
static const size_t lengths[] = { 3, 1000, 1, 0 };
#define COUNT	(sizeof(lengths) / sizeof(lengths[0]))

struct scene {
	kstring_t	 file;
	uint64_t	 address[COUNT + 2];
	struct object	*object;
	struct blocks	*blocks;
};

static void
scene_fill(kstring_t *file, uint64_t *address)
{
	char text[1000];
	struct fault fault = FAULT_INIT;
	size_t i;

	for (i = 0; i < COUNT; i++) {
		address[i] = file->l;
		memset(text, 'a' + i, sizeof(text));
		if (lengths[i] > 0)
			assert_int_equal(0, deflate_append(file,
			    (uint8_t *)text, lengths[i], &fault));
		else
			kputsn((const char *)block_eof, sizeof(block_eof),
			    file);
	}
	address[COUNT] = file->l;
	kputsn((const char *)block_eof, sizeof(block_eof), file);
	address[COUNT + 1] = file->l;
}

static void
scene_open(struct scene *s)
{
	memset(s, 0, sizeof(*s));
	scene_fill(&s->file, s->address);
	s->object = memory_object(s->file.s, s->file.l);
	s->blocks = blocks_new(s->object);
	assert_non_null(s->blocks);
}

static void
scene_close(struct scene *s)
{
	blocks_free(s->blocks);
	object_close(s->object);
	free(s->file.s);
}

static void
blocks_are_inflated_and_measured(void **state)
{
	struct fault fault = FAULT_INIT;
	const struct block *b;
	uint32_t compressed, length;
	struct scene s;
	size_t i;

	(void)state;
	scene_open(&s);
	for (i = 0; i < COUNT; i++) {
		assert_int_equal(0, blocks_measure(s.blocks, s.address[i],
		    &compressed, &length, &fault));
		assert_int_equal(lengths[i], length);
		assert_int_equal(s.address[i + 1] - s.address[i], compressed);
		b = blocks_get(s.blocks, s.address[i], &fault);
		assert_non_null(b);
		assert_int_equal(lengths[i], b->length);
		assert_int_equal(compressed, b->compressed);
		if (b->length > 0)
			assert_int_equal('a' + i, b->data[b->length - 1]);
	}
	assert_int_equal(COUNT, blocks_inflated(s.blocks));
	assert_non_null(blocks_get(s.blocks, s.address[1], &fault));
	assert_int_equal(COUNT, blocks_inflated(s.blocks));
	assert_int_equal(0, blocks_measure(s.blocks, s.file.l, &compressed,
	    &length, &fault));
	assert_int_equal(0, compressed);
	assert_int_equal(FAULT_NONE, fault.kind);
	scene_close(&s);
}

static void
offsets_are_normalised(void **state)
{
	struct fault fault = FAULT_INIT;
	struct scene s;
	size_t i;

	(void)state;
	scene_open(&s);
	const struct { unsigned block, within, to, at; } rows[] = {
		{ 0, 0, 0, 0 }, { 0, 2, 0, 2 }, { 0, 3, 1, 0 },
		{ 0, 4, 1, 1 }, { 0, 1003, 2, 0 }, { 2, 1, COUNT + 1, 0 },
		{ 3, 0, COUNT + 1, 0 }, { COUNT + 1, 0, COUNT + 1, 0 },
	};
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t v = voffset_make(s.address[rows[i].block],
		    rows[i].within);

		assert_int_equal(0, blocks_normalise(s.blocks, &v, &fault));
		assert_int_equal(voffset_make(s.address[rows[i].to],
		    rows[i].at), v);
	}
	scene_close(&s);
}

static void
offsets_behind_the_end_are_faults(void **state)
{
	struct scene s;
	size_t i;

	(void)state;
	scene_open(&s);
	const uint64_t rows[] = {
		voffset_make(s.address[2], 2), voffset_make(s.file.l, 1),
		voffset_make(s.file.l + 1, 0), UINT64_MAX,
		voffset_make(s.address[1] + 1, 0),
	};
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault fault = FAULT_INIT;
		uint64_t v = rows[i];

		assert_int_equal(-1, blocks_normalise(s.blocks, &v, &fault));
		assert_int_equal(FAULT_INTERNAL, fault.kind);
		assert_non_null(strstr(fault.detail, "memory: BGZF block"));
	}
	scene_close(&s);
}

/* Every byte of a block, changed: never other data without a fault. */
static void
a_changed_byte_never_passes(void **state)
{
	const struct block *b;
	struct scene s, bad;
	char want[1000];
	uint64_t i;
	int bit;

	(void)state;
	memset(want, 'b', sizeof(want));
	scene_open(&s);
	for (i = s.address[1]; i < s.address[2]; i++)
		for (bit = 0; bit < 8; bit++) {
			struct fault fault = FAULT_INIT;

			s.file.s[i] ^= 1 << bit;
			bad.object = memory_object(s.file.s, s.file.l);
			bad.blocks = blocks_new(bad.object);
			b = blocks_get(bad.blocks, s.address[1], &fault);
			if (b != NULL) {	/* MTIME and such, padding */
				assert_int_equal(1000, b->length);
				assert_memory_equal(want, b->data, 1000);
			} else
				assert_int_equal(FAULT_INTERNAL, fault.kind);
			blocks_free(bad.blocks);
			object_close(bad.object);
			s.file.s[i] ^= 1 << bit;
		}
	scene_close(&s);
}

static void
a_cut_file_never_passes(void **state)
{
	struct scene s;
	size_t n;

	(void)state;
	scene_open(&s);
	for (n = s.address[1]; n < s.address[2]; n++) {
		struct object *cut = memory_object(s.file.s, n);
		struct blocks *blocks = blocks_new(cut);
		struct fault fault = FAULT_INIT;

		assert_null(blocks_get(blocks, s.address[1], &fault));
		assert_int_equal(FAULT_INTERNAL, fault.kind);
		blocks_free(blocks);
		object_close(cut);
	}
	scene_close(&s);
}

static void
a_block_is_found_by_its_header(void **state)
{
	struct fault fault = FAULT_INIT;
	uint64_t address;
	struct scene s;

	(void)state;
	scene_open(&s);
	assert_int_equal(0, blocks_find(s.blocks, 0, 1, &address, &fault));
	assert_int_equal(0, address);
	assert_int_equal(0, blocks_find(s.blocks, 1, s.file.l, &address,
	    &fault));
	assert_int_equal(s.address[1], address);
	assert_int_equal(-1, blocks_find(s.blocks, s.address[1] + 1,
	    s.address[2], &address, &fault));
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	scene_close(&s);
}

static void
a_header_inside_data_is_no_block(void **state)
{
	struct fault fault = FAULT_INIT;
	kstring_t file = KS_INITIALIZE;
	struct object *o;
	struct blocks *blocks;
	uint8_t data[5000];
	uint64_t address, second;
	size_t i;

	(void)state;
	srandom(2);
	for (i = 0; i < sizeof(data); i++)
		data[i] = random();
	assert_int_equal(0, deflate_append(&file, data, sizeof(data),
	    &fault));
	second = file.l;
	assert_int_equal(0, deflate_append(&file, data, 10, &fault));
	memcpy(file.s + 1000, file.s, 18);	/* claims the same length */
	memcpy(file.s + 2000, block_eof, 18);	/* ends inside the data */
	o = memory_object(file.s, file.l);
	blocks = blocks_new(o);
	assert_int_equal(0, blocks_find(blocks, 1, file.l, &address,
	    &fault));
	assert_int_equal(second, address);
	blocks_free(blocks);
	object_close(o);
	free(file.s);
}

static void
extra_fields_before_bc_are_passed_over(void **state)
{
	static const uint8_t odd[] = {
		0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 13, 0,
		'X', 'Y', 3, 0, 1, 2, 3, 'B', 'C', 2, 0, 34, 0,
		3, 0, 0, 0, 0, 0, 0, 0, 0, 0
	};
	struct object *o = memory_object(odd, sizeof(odd));
	struct blocks *blocks = blocks_new(o);
	struct fault fault = FAULT_INIT;
	const struct block *b;

	(void)state;
	assert_non_null(b = blocks_get(blocks, 0, &fault));
	assert_int_equal(0, b->length);
	assert_int_equal(sizeof(odd), b->compressed);
	blocks_free(blocks);
	object_close(o);
}

static void
bad_headers_are_refused(void **state)
{
	static const struct { size_t at; uint8_t byte; } rows[] = {
		{ 0, 0x1e }, { 1, 0 }, { 2, 7 }, { 3, 0 }, { 10, 0 },
		{ 10, 5 }, { 11, 0xff }, { 12, 'b' }, { 13, 'D' },
		{ 14, 3 }, { 16, 0 }, { 16, 0x19 }, { 16, 0x1c },
		{ 17, 0xff }, { 24, 1 }, { 26, 2 },
	};
	uint8_t bytes[BLOCK_EOF_BYTES];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault fault = FAULT_INIT;
		struct object *o;
		struct blocks *blocks;

		memcpy(bytes, block_eof, sizeof(bytes));
		bytes[rows[i].at] = rows[i].byte;
		o = memory_object(bytes, sizeof(bytes));
		blocks = blocks_new(o);
		assert_null(blocks_get(blocks, 0, &fault));
		assert_int_equal(FAULT_INTERNAL, fault.kind);
		blocks_free(blocks);
		object_close(o);
	}
}

/* What cannot be deflated still fits blocks of at most 65,536 bytes. */
static void
any_bytes_come_back(void **state)
{
	static uint8_t data[200000];
	static const size_t sizes[] = { 0, 1, 65279, 65280, 65281, 200000 };
	kstring_t file = KS_INITIALIZE, text = KS_INITIALIZE;
	struct fault fault = FAULT_INIT;
	size_t i;

	(void)state;
	srandom(1);
	for (i = 0; i < sizeof(data); i++)
		data[i] = random();
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		file.l = text.l = 0;
		assert_int_equal(0, deflate_append(&file, data, sizes[i],
		    &fault));
		inflate_whole(&text, (uint8_t *)file.s, file.l);
		assert_int_equal(sizes[i], text.l);
		if (text.l > 0)
			assert_memory_equal(data, text.s, text.l);
	}
	free(file.s);
	free(text.s);
}

/* Of 40 blocks, read twice, none is inflated twice; else each would be. */
static void
many_blocks_are_kept_where_it_helps(void **state)
{
	kstring_t file = KS_INITIALIZE;
	struct fault fault = FAULT_INIT;
	struct object *object;
	struct blocks *blocks;
	uint64_t at[40];
	size_t i, many;

	(void)state;
	for (i = 0; i < 40; i++) {
		at[i] = file.l;
		assert_int_equal(0, deflate_append(&file,
		    (const uint8_t *)"x", 1, &fault));
	}
	object = memory_object(file.s, file.l);
	for (many = 0; many < 2; many++) {
		blocks = blocks_new(object);
		assert_non_null(blocks);
		if (many)
			blocks_keep_many(blocks);
		for (i = 0; i < 80; i++)
			assert_non_null(blocks_get(blocks, at[i % 40],
			    &fault));
		assert_int_equal(many ? 40 : 80, blocks_inflated(blocks));
		blocks_rest(blocks);
		assert_int_equal(many ? 16 * BLOCK_MAX : 0,
		    blocks_freed(blocks));
		assert_int_equal(0, blocks_freed(blocks));
		blocks_free(blocks);
	}
	object_close(object);
	free(file.s);
}

static uint64_t
inflated_for(struct scene *s, size_t block)
{
	struct fault fault = FAULT_INIT;
	uint64_t before = blocks_inflated(s->blocks);
	const struct block *b;

	b = blocks_get(s->blocks, s->address[block], &fault);
	assert_non_null(b);
	assert_int_equal(lengths[block], b->length);
	return blocks_inflated(s->blocks) - before;
}

static void
what_was_inflated_is_kept_for_the_next_query(void **state)
{
	struct scene s;

	(void)state;
	scene_open(&s);
	assert_int_equal(1, inflated_for(&s, 0));
	assert_int_equal(1, blocks_looked(s.blocks));
	blocks_rest(s.blocks);
	blocks_turn(s.blocks, s.object);
	assert_int_equal(0, blocks_looked(s.blocks));
	assert_int_equal(0, inflated_for(&s, 0));
	assert_int_equal(1, blocks_looked(s.blocks));
	assert_int_equal(0, inflated_for(&s, 0));
	assert_int_equal(1, blocks_looked(s.blocks));	/* each once */
	assert_int_equal(1, inflated_for(&s, 1));
	assert_int_equal(2, blocks_looked(s.blocks));
	scene_close(&s);
}

/* The same bytes with another letter in the first block. */
static void
replace(struct scene *s)
{
	struct version version = s->object->version;
	char *changed = malloc(s->file.l);
	kstring_t block = KS_INITIALIZE;
	struct fault fault = FAULT_INIT;

	memcpy(changed, s->file.s, s->file.l);
	assert_int_equal(0, deflate_append(&block, (const uint8_t *)"xyz", 3,
	    &fault));
	assert_int_equal(s->address[1], block.l);
	memcpy(changed, block.s, block.l);
	object_close(s->object);
	s->object = memory_object(changed, s->file.l);
	s->object->version = version;
	free(block.s);
	free(changed);
}

static int
first_byte(struct scene *s)
{
	struct fault fault = FAULT_INIT;
	const struct block *b = blocks_get(s->blocks, s->address[0], &fault);

	assert_non_null(b);
	return b->data[0];
}

static void
another_version_is_read_again(void **state)
{
	struct scene s;
	int i;

	(void)state;
	for (i = 0; i < 5; i++) {
		scene_open(&s);
		assert_int_equal('a', first_byte(&s));
		blocks_rest(s.blocks);
		replace(&s);
		s.object->version.device += i == 0;
		s.object->version.inode += i == 1;
		s.object->version.mtime += i == 2;
		s.object->version.ctime += i == 3;
		blocks_turn(s.blocks, s.object);
		assert_int_equal(i < 4 ? 'x' : 'a', first_byte(&s));
		scene_close(&s);
	}
}

/* What was written a moment ago may be written again, unseen. */
static void
a_file_just_changed_is_read_again(void **state)
{
	struct scene s;
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		scene_open(&s);
		*(i == 0 ? &s.object->version.ctime :
		    &s.object->version.mtime) = time(NULL) * 1000000000LL;
		blocks_turn(s.blocks, s.object);
		assert_int_equal('a', first_byte(&s));
		blocks_rest(s.blocks);
		replace(&s);
		blocks_turn(s.blocks, s.object);
		assert_int_equal('x', first_byte(&s));
		scene_close(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_inflated_and_measured),
		cmocka_unit_test(many_blocks_are_kept_where_it_helps),
		cmocka_unit_test(offsets_are_normalised),
		cmocka_unit_test(offsets_behind_the_end_are_faults),
		cmocka_unit_test(a_changed_byte_never_passes),
		cmocka_unit_test(a_cut_file_never_passes),
		cmocka_unit_test(a_block_is_found_by_its_header),
		cmocka_unit_test(a_header_inside_data_is_no_block),
		cmocka_unit_test(extra_fields_before_bc_are_passed_over),
		cmocka_unit_test(bad_headers_are_refused),
		cmocka_unit_test(any_bytes_come_back),
		cmocka_unit_test(what_was_inflated_is_kept_for_the_next_query),
		cmocka_unit_test(another_version_is_read_again),
		cmocka_unit_test(a_file_just_changed_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
