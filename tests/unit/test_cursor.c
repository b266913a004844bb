/* Tests of cursor: the inflated stream read across blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memory_object.h"
#include "source/cursor.h"
#include "source/deflate.h"

#define BYTES	20000

static char text[BYTES];

struct scene {
	struct object	*object;
	struct blocks	*blocks;
	struct cursor	 cursor;
	struct fault	 fault;
};

/* The text in blocks of so many bytes, an empty one after the first. */
static void
scene_open(struct scene *s, size_t block)
{
	kstring_t file = KS_INITIALIZE;
	size_t i, n;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < BYTES; i += n) {
		n = BYTES - i < block ? BYTES - i : block;
		assert_int_equal(0, deflate_append(&file,
		    (uint8_t *)text + i, n, &s->fault));
		if (i == 0)
			kputsn((const char *)block_eof, sizeof(block_eof),
			    &file);
	}
	s->object = memory_object(file.s, file.l);
	s->blocks = blocks_new(s->object);
	cursor_init(&s->cursor, s->blocks, 0);
	free(file.s);
}

static void
scene_close(struct scene *s)
{
	cursor_clear(&s->cursor);
	blocks_free(s->blocks);
	object_close(s->object);
}

static void
peek_and_skip_go_across_blocks(void **state)
{
	static const size_t blocks[] = { 1, 7, 100, 65280 };
	const uint8_t *p;
	struct scene s;
	size_t i, n, at, got;

	(void)state;
	for (i = 0; i < 4; i++) {
		scene_open(&s, blocks[i]);
		for (at = 0; at < BYTES; at += n) {
			n = random() % 50 + 1;
			if (n > BYTES - at)
				n = BYTES - at;
			p = cursor_peek(&s.cursor, n, &got, &s.fault);
			assert_non_null(p);
			assert_memory_equal(text + at, p, n);
			assert_int_equal(0, cursor_skip(&s.cursor, n,
			    &s.fault));
		}
		assert_int_equal(1, cursor_at_end(&s.cursor, &s.fault));
		assert_null(cursor_peek(&s.cursor, 1, &got, &s.fault));
		assert_int_equal(0, got);
		assert_int_equal(FAULT_NONE, s.fault.kind);
		scene_close(&s);
	}
}

static void
skipping_inflates_nothing(void **state)
{
	struct scene s;

	(void)state;
	scene_open(&s, 100);
	assert_int_equal(0, cursor_skip(&s.cursor, BYTES, &s.fault));
	assert_int_equal(1, cursor_at_end(&s.cursor, &s.fault));
	assert_int_equal(0, blocks_inflated(s.blocks));
	scene_close(&s);
}

static void
the_end_is_not_passed(void **state)
{
	struct scene s;
	size_t got;

	(void)state;
	scene_open(&s, 100);
	assert_null(cursor_peek(&s.cursor, BYTES + 1, &got, &s.fault));
	assert_int_equal(BYTES, got);
	assert_int_equal(FAULT_NONE, s.fault.kind);
	assert_int_equal(-1, cursor_skip(&s.cursor, BYTES + 1, &s.fault));
	assert_non_null(strstr(s.fault.message, "truncated"));
	scene_close(&s);
}

static void
lines_are_whole_whatever_the_blocks(void **state)
{
	static const size_t blocks[] = { 1, 13, 300, 65280 };
	const char *line, *want, *end;
	struct scene s;
	size_t i, n;

	(void)state;
	for (i = 0; i < 4; i++) {
		scene_open(&s, blocks[i]);
		for (want = text; want < text + BYTES; want = end) {
			end = memchr(want, '\n', text + BYTES - want);
			end = end != NULL ? end + 1 : text + BYTES;
			assert_int_equal(0, cursor_line(&s.cursor, BYTES, 1,
			    &line, &n, &s.fault));
			assert_int_equal(end - want, n);
			assert_memory_equal(want, line, n);
		}
		assert_int_equal(0, cursor_line(&s.cursor, BYTES, 1, &line,
		    &n, &s.fault));
		assert_int_equal(0, n);
		scene_close(&s);
	}
}

static void
a_long_line_may_be_cut_to_its_beginning(void **state)
{
	const char *line;
	struct scene s;
	size_t n;

	(void)state;
	memset(text, 'x', BYTES);
	text[15000] = '\n';
	scene_open(&s, 300);
	assert_int_equal(0, cursor_line(&s.cursor, BYTES, 0, &line, &n,
	    &s.fault));
	assert_true(n >= CURSOR_LINE_HEAD && n < 15000);
	assert_int_equal(0, cursor_line(&s.cursor, BYTES, 1, &line, &n,
	    &s.fault));
	assert_int_equal(BYTES - 15001, n);
	scene_close(&s);
	scene_open(&s, 300);
	assert_int_equal(-1, cursor_line(&s.cursor, 15000, 0, &line, &n,
	    &s.fault));
	assert_non_null(strstr(s.fault.message, "longer"));
	scene_close(&s);
}

static int
fill(void **state)
{
	size_t i;

	(void)state;
	srandom(5);
	for (i = 0; i < BYTES; i++)
		text[i] = random() % 40 == 0 ? '\n' : 'a' + i % 26;
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(peek_and_skip_go_across_blocks, fill),
		cmocka_unit_test_setup(skipping_inflates_nothing, fill),
		cmocka_unit_test_setup(the_end_is_not_passed, fill),
		cmocka_unit_test_setup(lines_are_whole_whatever_the_blocks,
		    fill),
		cmocka_unit_test(a_long_line_may_be_cut_to_its_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
