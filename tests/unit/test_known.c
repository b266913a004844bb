/* Tests of known: what is put is there, by its exact key, and bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "source/known.h"

#define MEMORY_MAX	(8u << 20)

static void
a_stretch_is_known_by_its_first_record(void **state)
{
	const struct stretch a = { .start = 0x10005, .next = 0x20000,
	    .first = 7, .last = 9, .reach = 30, .tid = 1, .records = 3 };
	struct known *k = known_new();
	struct stretch b = a;

	(void)state;
	assert_non_null(k);
	assert_null(known_stretch(k, a.start));
	known_put_stretch(k, &a);
	assert_memory_equal(&a, known_stretch(k, a.start), sizeof(a));
	assert_null(known_stretch(k, a.start - 1));
	assert_null(known_stretch(k, a.start + 1));
	assert_null(known_stretch(k, a.next));
	b.next = 0x30000;
	known_put_stretch(k, &b);	/* what was seen last counts */
	assert_int_equal(0x30000, known_stretch(k, a.start)->next);
	known_free(k);
}

static void
lengths_are_known_by_address(void **state)
{
	struct known *k = known_new();
	uint32_t compressed = 1, length = 2;

	(void)state;
	assert_non_null(k);
	assert_false(known_lengths(k, 0, &compressed, &length));
	assert_int_equal(1, compressed);
	known_put_lengths(k, 0, 100, 65536);
	assert_true(known_lengths(k, 0, &compressed, &length));
	assert_int_equal(100, compressed);
	assert_int_equal(65536, length);
	assert_false(known_lengths(k, 100, &compressed, &length));
	assert_true(known_look(k, 0));
	assert_false(known_look(k, 0));
	known_put_lengths(k, 0, 100, 65536);
	assert_false(known_look(k, 0));
	known_begin(k);
	assert_true(known_look(k, 0));
	assert_false(known_look(k, 0));
	assert_true(known_look(k, 100));	/* not known at all */
	known_free(k);
}

static void
memory_is_bounded(void **state)
{
	struct known *k = known_new();
	struct stretch s = { .records = 1 };
	uint32_t compressed, length;
	uint64_t i, least, found = 0;

	(void)state;
	assert_non_null(k);
	least = known_memory(k);
	for (i = 0; i < 3 * KNOWN_MAX + 10; i++) {
		s.start = i << 16;
		known_put_stretch(k, &s);
		known_put_lengths(k, i, 1, (uint32_t)i);
		assert_true(known_memory(k) < MEMORY_MAX);
		/* The newest is always there. */
		assert_int_equal(s.start, known_stretch(k, s.start)->start);
	}
	assert_true(known_memory(k) > least + KNOWN_MAX * sizeof(s));
	for (i = 0; i < 3 * KNOWN_MAX + 10; i++) {
		found += known_stretch(k, i << 16) != NULL;
		if (known_lengths(k, i, &compressed, &length))
			assert_int_equal(i, length);
	}
	assert_int_equal(10, found);
	known_free(k);
}

static void
cuts_are_known_by_what_they_are_before(void **state)
{
	struct known *k = known_new();
	size_t before = known_memory(k);
	uint64_t address = 1, i;

	(void)state;
	assert_non_null(k);
	assert_false(known_cut(k, 0x100000, &address));
	assert_int_equal(1, address);
	known_put_cut(k, 0x100000, 0xff000);
	assert_true(known_cut(k, 0x100000, &address));
	assert_int_equal(0xff000, address);
	assert_false(known_cut(k, 0xff000, &address));
	assert_true(known_memory(k) > before);
	for (i = 0; i < 4 * KNOWN_MAX; i++)
		known_put_cut(k, i, i);
	assert_true(known_memory(k) < MEMORY_MAX);
	known_free(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stretch_is_known_by_its_first_record),
		cmocka_unit_test(lengths_are_known_by_address),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(cuts_are_known_by_what_they_are_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
