/* Tests of names: references by name, and the likely spelling of others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "source/names.h"

static struct names *
filled(const char *const *list, size_t n)
{
	struct names *names = names_new();
	size_t i;

	assert_non_null(names);
	for (i = 0; i < n; i++)
		assert_int_equal(1, names_add(names, list[i], strlen(list[i]),
		    i));
	return names;
}

static void
names_are_found_by_their_exact_spelling(void **state)
{
	static const char *const list[] = {
		"chr1", "HLA-A*01:01:01:01", "chr1,2", "", "\xc3\xa9"
	};
	static const char *const missing[] = {
		"chr", "chr11", "Chr1", "chr1 ", "HLA-A*01", "1"
	};
	struct names *names = filled(list, 5);
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++) {
		assert_int_equal(i, names_find(names, list[i]));
	}
	for (i = 0; i < sizeof(missing) / sizeof(missing[0]); i++)
		assert_int_equal(-1, names_find(names, missing[i]));
	assert_int_equal(5, names_count(names));
	names_free(names);
}

static void
a_name_ends_at_its_length(void **state)
{
	struct names *names = names_new();

	(void)state;
	assert_int_equal(1, names_add(names, "chr1\tLN:5", 4, 7));
	assert_int_equal(7, names_find(names, "chr1"));
	names_free(names);
}

static void
the_first_of_two_equal_names_stays(void **state)
{
	struct names *names = names_new();

	(void)state;
	assert_int_equal(1, names_add(names, "1", 1, 0));
	assert_int_equal(0, names_add(names, "1", 1, 1));
	assert_int_equal(0, names_find(names, "1"));
	assert_int_equal(1, names_count(names));
	names_free(names);
}

static void
alike_names_differ_by_chr_or_case(void **state)
{
	static const char *const list[] = {
		"chr1", "2", "chrM", "ChrX", "scaffold_1", "chr", "CHR1"
	};
	static const struct { const char *asked, *spelling; } t[] = {
		{ "1", "chr1" }, { "Chr1", "chr1" }, { "chr1", "CHR1" },
		{ "chr2", "2" }, { "CHR2", "2" },
		{ "MT", "chrM" }, { "M", "chrM" }, { "chrMT", "chrM" },
		{ "mt", "chrM" }, { "x", "ChrX" }, { "chrX", "ChrX" },
		{ "SCAFFOLD_1", "scaffold_1" }, { "Chr", "chr" },
		{ "11", NULL }, { "chr11", NULL }, { "chr3", NULL },
		{ "scaffold_", NULL }, { "", NULL }, { "chrchr1", NULL },
		{ "MTX", NULL }
	};
	struct names *names = filled(list, 7);
	const char *spelling;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		spelling = names_alike(names, t[i].asked);
		if (t[i].spelling == NULL)
			assert_null(spelling);
		else if (spelling == NULL)
			fail_msg("%s: no spelling", t[i].asked);
		else
			assert_string_equal(t[i].spelling, spelling);
	}
	names_free(names);
}

static void
many_names_are_all_found_and_counted(void **state)
{
	struct names *names = names_new();
	size_t empty = names_memory(names);
	char name[32];
	int i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		(void)snprintf(name, sizeof(name), "contig_%d", i);
		assert_int_equal(1, names_add(names, name, strlen(name),
		    i));
	}
	for (i = 0; i < 20000; i++) {
		(void)snprintf(name, sizeof(name), "contig_%d", i);
		assert_int_equal(i, names_find(names, name));
	}
	assert_int_equal(20000, names_count(names));
	assert_true(names_memory(names) - empty > 20000 * strlen("contig_0"));
	names_free(names);
}

static void
free_of_null_is_safe(void **state)
{
	(void)state;
	names_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_found_by_their_exact_spelling),
		cmocka_unit_test(a_name_ends_at_its_length),
		cmocka_unit_test(the_first_of_two_equal_names_stays),
		cmocka_unit_test(alike_names_differ_by_chr_or_case),
		cmocka_unit_test(many_names_are_all_found_and_counted),
		cmocka_unit_test(free_of_null_is_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
