/* Tables of grants, BED files and what they cover, with near misses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "access/bed.h"
#include "access/grants.h"

static struct granted *
bed(const char *text, struct fault *fault)
{
	*fault = (struct fault)FAULT_INIT;
	return bed_parse(text, strlen(text), fault);
}

/* A BED file, how many intervals are left, and one that it covers or not. */
static void
covers(void **state)
{
	static const struct {
		const char	*text;
		size_t		 n;
		const char	*reference;
		uint64_t	 start, end;
		bool		 covered;
	} rows[] = {
#define TWO	"1\t10\t20\n1\t30\t40\n"
		{ TWO, 2, "1", 10, 20, true }, { TWO, 2, "1", 30, 40, true },
		{ TWO, 2, "1", 12, 15, true }, { TWO, 2, "1", 39, 40, true },
		{ TWO, 2, "1", 9, 20, false }, { TWO, 2, "1", 10, 21, false },
		{ TWO, 2, "1", 20, 30, false }, { TWO, 2, "1", 10, 40, false },
		{ TWO, 2, "1", 0, 5, false }, { TWO, 2, "1", 40, 41, false },
		{ TWO, 2, "1", 30, UINT64_MAX, false },
		{ TWO, 2, "1", 0, UINT64_MAX, false },
		{ TWO, 2, "2", 10, 20, false }, { TWO, 2, "", 10, 20, false },
		{ TWO, 2, "11", 10, 20, false },
		/* Empty ones count by their place. */
		{ TWO, 2, "1", 15, 15, true }, { TWO, 2, "1", 10, 10, true },
		{ TWO, 2, "1", 20, 20, true }, { TWO, 2, "1", 9, 9, false },
		{ TWO, 2, "1", 25, 25, false },
		/* The wrong way round. */
		{ TWO, 2, "1", 18, 12, false },
		/* Merged: those that touch or overlap, in any order. */
		{ "1 10 20\n1 20 30\n", 1, "1", 10, 30, true },
		{ "1 20 30\n1 10 20\n", 1, "1", 10, 30, true },
		{ "1 10 25\n1 20 30\n", 1, "1", 10, 30, true },
		{ "1 10 90\n1 20 30\n1 40 50", 1, "1", 60, 90, true },
		{ "1 10 20\n1 21 30\n", 2, "1", 10, 30, false },
		{ "1 30 40\n2 1 9\n1 10 30\n", 2, "1", 10, 40, true },
		{ "1 30 40\n2 1 9\n1 10 30\n", 2, "2", 1, 9, true },
		{ "1 10 20\n1 10 20\n", 1, "1", 10, 20, true },
		/* Empty ones grant nothing, and join nothing. */
		{ "1 10 10\n", 0, "1", 10, 10, false },
		{ "1 10 20\n1 25 25\n1 30 40", 2, "1", 10, 40, false },
		{ "", 0, "1", 0, 1, false },
		/* Columns, comments, lines of a browser. */
		{ "1\t10\t20\tname\t0\t+\n", 1, "1", 10, 20, true },
		{ "1  \t10 \t 20 \r\n", 1, "1", 10, 20, true },
		{ "track name=\"a b\"\n1\t1\t2\n", 1, "1", 1, 2, true },
		{ "browser position 1:1-9\n1\t1\t2\n", 1, "1", 1, 2, true },
		{ "track\n#1 5 9\n\n1\t1\t2", 1, "1", 1, 2, true },
		{ "tracks\t1\t2\n", 1, "tracks", 1, 2, true },
		{ "HLA-A*01:01\t0\t9\n", 1, "HLA-A*01:01", 0, 9, true },
		/* The greatest numbers; the end of any reference. */
		{ "1 0 4294967296\n", 1, "1", 5, UINT64_MAX, true },
		{ "1 0 4294967296\n", 1, "1", 5, 4294967297, false },
		{ "1 9 4294967296\n", 1, "1", 5, UINT64_MAX, false },
		{ "1 0 4294967295\n", 1, "1", 5, UINT64_MAX, false },
	};
	struct fault fault;
	struct granted *g;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if ((g = bed(rows[i].text, &fault)) == NULL)
			fail_msg("%s: %s", rows[i].text, fault.detail);
		assert_int_equal(granted_count(g), rows[i].n);
		if (granted_covers(g, rows[i].reference, rows[i].start,
		    rows[i].end) != rows[i].covered)
			fail_msg("row %zu", i);
		granted_free(g);
	}
	assert_false(granted_covers(NULL, "1", 0, 0));
}

static void
near_misses_bed(void **state)
{
	static const char *const rows[] = { "1", "1\t2", "1 2 x", "1 x 2",
		"1 3 2", "1 -1 2", "1 +1 2", "1 1.0 2", "1 1e1 20",
		"1 0x1 2", "1 1,000 2,000", "1 2 3x", "1 2 4294967297",
		"1 4294967297 4294967298", "1 1 99999999999999999999999",
		"1 1 18446744073709551616", "\tx\t1", "1\t\t2\t3x", "1:2-3",
		"track1", "browsers\t1", "chromosome start end", "1\001 2 3",
		"\377 1 2", "1 1 2 \300\200" };
	char text[256];
	struct fault fault;
	struct granted *g;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "1\t1\t9\n%s\n2 2 3\n", rows[i]);
		if ((g = bed(text, &fault)) != NULL)
			fail_msg("%s is taken", rows[i]);
		assert_int_equal(fault.kind, FAULT_INTERNAL);
		assert_non_null(strstr(fault.detail, "line 2: "));
	}
	fault = (struct fault)FAULT_INIT;
	assert_null(bed_parse("1 2 3\n1 2\0 3\n", 13, &fault));
	assert_non_null(strstr(fault.detail, "line 2: "));
}

static void
limits_bed(void **state)
{
	char text[GRANTED_NAME_MAX + 64];
	struct granted *g = granted_new(), *h;
	struct fault fault;
	size_t i;

	(void)state;
	memset(text, 'x', sizeof(text));
	strcpy(text + GRANTED_NAME_MAX, "\t1\t2\n");
	assert_non_null(h = bed(text, &fault));
	granted_free(h);
	memset(text, 'x', sizeof(text));
	strcpy(text + GRANTED_NAME_MAX + 1, "\t1\t2\n");
	assert_null(bed(text, &fault));
	assert_non_null(g);
	for (i = 0; i < GRANTED_INTERVALS_MAX; i++)
		assert_null(granted_add(g, "1", 1, 2 * i, 2 * i + 1));
	assert_non_null(granted_add(g, "1", 1, 0, 1));
	granted_merge(g);
	assert_int_equal(granted_count(g), GRANTED_INTERVALS_MAX);
	assert_true(granted_covers(g, "1", 2000000, 2000001));
	assert_false(granted_covers(g, "1", 2000001, 2000002));
	granted_free(g);
	assert_non_null(g = granted_new());
	for (i = 0; i <= GRANTED_REFERENCES_MAX; i++) {
		snprintf(text, sizeof(text), "%07zu", i);
		assert_int_equal(granted_add(g, text, 7, 1, 2) == NULL,
		    i < GRANTED_REFERENCES_MAX);
	}
	granted_free(g);
}

static void
joined(void **state)
{
	struct fault fault;
	struct granted *a = bed("1 10 20\n2 5 6\n", &fault);
	struct granted *b = bed("1 20 30\n3 1 2\n", &fault);
	struct granted *g = granted_new();

	(void)state;
	assert_true(a != NULL && b != NULL && g != NULL);
	assert_null(granted_add_all(g, b));
	assert_null(granted_add_all(g, a));
	granted_merge(g);
	assert_int_equal(granted_count(g), 3);
	assert_true(granted_covers(g, "1", 10, 30));
	assert_true(granted_covers(g, "2", 5, 6));
	assert_true(granted_covers(g, "3", 1, 2));
	assert_false(granted_covers(a, "1", 10, 30));
	granted_free(a);
	granted_free(b);
	granted_free(g);
}

static struct grants *
grants(const char *text, struct fault *fault)
{
	*fault = (struct fault)FAULT_INIT;
	return grants_parse(text, strlen(text), fault);
}

static void
tables(void **state)
{
	struct fault fault;
	struct grants *g = grants("# who\tids\tBED\n\n"
	    "alice\ta/*\t/b/1.bed\n@p\t*\t/b/2.bed\r\n"
	    "claim:g=a b\ta?[0-9]\t/b/1.bed\nwith blanks\tx y\t/b/x y.bed\n"
	    "*\t#x\t/b/3.bed", &fault);

	(void)state;
	assert_non_null(g);
	assert_int_equal(g->n, 5);
	assert_int_equal(g->nbeds, 4);
	assert_int_equal(g->v[0].who.kind, WHO_USER);
	assert_string_equal(g->v[0].pattern, "a/*");
	assert_string_equal(g->beds[g->v[0].bed], "/b/1.bed");
	assert_int_equal(g->v[1].who.kind, WHO_GROUP);
	assert_string_equal(g->beds[g->v[1].bed], "/b/2.bed");
	assert_string_equal(g->v[2].who.value, "a b");
	assert_int_equal(g->v[2].bed, g->v[0].bed);
	assert_string_equal(g->v[3].who.name, "with blanks");
	assert_string_equal(g->v[3].pattern, "x y");
	assert_string_equal(g->beds[g->v[3].bed], "/b/x y.bed");
	assert_int_equal(g->v[4].who.kind, WHO_ANY);
	grants_free(g);
	assert_non_null(g = grants("", &fault));
	assert_int_equal(g->n, 0);
	grants_free(g);
	grants_free(NULL);
}

static void
near_misses_table(void **state)
{
	static const char *const rows[] = { "alice", "alice\t*",
		"alice * /b.bed", "alice\t* /b.bed", "alice *\t/b.bed",
		"alice\t\t/b.bed", "alice\t*\t\t/b.bed", "\t*\t/b.bed",
		"alice\t*\t/b.bed\tx", "alice \t*\t/b.bed",
		"alice\t *\t/b.bed", "alice\t* \t/b.bed",
		"alice\t*\t /b.bed", "alice\t*\tb.bed", "alice\t*\t./b.bed",
		"alice\t*\t/a/../b.bed", "alice\t*\t/a//b.bed",
		"alice\t*\t/", "@\t*\t/b.bed", "%\t*\t/b.bed",
		"claim:a\t*\t/b.bed", "claim:=b\t*\t/b.bed",
		"alice\t\377\t/b.bed", "alice\t*\t/b\001.bed",
		"ali\300\200ce\t*\t/b.bed" };
	char text[256];
	struct fault fault;
	struct grants *g;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "bob\t*\t/c.bed\n%s\neve\t*\t/d\n",
		    rows[i]);
		if ((g = grants(text, &fault)) != NULL)
			fail_msg("%s is taken", rows[i]);
		assert_int_equal(fault.kind, FAULT_INTERNAL);
		assert_non_null(strstr(fault.detail, "line 2: "));
	}
	fault = (struct fault)FAULT_INIT;
	assert_null(grants_parse("a\tb\0\t/c\n", 8, &fault));
}

static void
limits_table(void **state)
{
	static const char row[] = "a\tb\t/c\n";
	char *text = malloc((GRANTS_ROWS_MAX + 1) * (sizeof(row) - 1) + 1);
	struct fault fault;
	struct grants *g;
	size_t i;

	(void)state;
	assert_non_null(text);
	for (i = 0; i <= GRANTS_ROWS_MAX; i++)
		strcpy(text + i * (sizeof(row) - 1), row);
	assert_null(grants(text, &fault));
	assert_non_null(strstr(fault.detail, "line 65537: "));
	text[GRANTS_ROWS_MAX * (sizeof(row) - 1)] = '\0';
	assert_non_null(g = grants(text, &fault));
	assert_int_equal(g->n, GRANTS_ROWS_MAX);
	assert_int_equal(g->nbeds, 1);
	grants_free(g);
	memset(text, 'x', GRANTS_PATTERN_MAX + 8);
	memcpy(text, "a\t", 2);
	strcpy(text + 2 + GRANTS_PATTERN_MAX, "\t/c");
	assert_non_null(g = grants(text, &fault));
	grants_free(g);
	memcpy(text + 2 + GRANTS_PATTERN_MAX, "x\t/c", 5);
	assert_null(grants(text, &fault));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(covers),
		cmocka_unit_test(near_misses_bed),
		cmocka_unit_test(limits_bed),
		cmocka_unit_test(joined),
		cmocka_unit_test(tables),
		cmocka_unit_test(near_misses_table),
		cmocka_unit_test(limits_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
