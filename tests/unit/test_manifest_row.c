/* Lines of a table of ids: what each has to be, and what after another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue/manifest_row.h"

#define ROWS(rows)	(sizeof(rows) / sizeof((rows)[0]))

static struct manifest_row row;

static void
good_lines(void **state)
{
	static const struct {
		const char *line, *id;
		enum format format;
		const char *path, *index, *reference, *allow;
	} rows[] = {
		{ "a\tBAM\t/x/a.bam", "a", FORMAT_BAM, "/x/a.bam", "", "", "" },
		{ "a/b c\tcram\t/a b.cram\t", "a/b c", FORMAT_CRAM,
		    "/a b.cram", "", "", "" },
		{ "v\tVCF\t/v.vcf.bgz\t/i/v.tbi\t/r.fa\t*", "v", FORMAT_VCF,
		    "/v.vcf.bgz", "/i/v.tbi", "/r.fa", "*" },
		{ "v\tBCF\t/v.bcf\t\t\tann @g %s claim:a=b", "v", FORMAT_BCF,
		    "/v.bcf", "", "", "ann @g %s claim:a=b" },
		{ "\303\251\tVcf\t/v.vcf.gz\t/i.csi\t\t", "\303\251",
		    FORMAT_VCF, "/v.vcf.gz", "/i.csi", "", "" },
		{ "a\tBAM\t/a.bam\t/i.bam.bai", "a", FORMAT_BAM, "/a.bam",
		    "/i.bam.bai", "", "" },
	};
	const char *why;
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++) {
		why = manifest_row_read(&row, rows[i].line,
		    strlen(rows[i].line));
		if (why != NULL)
			fail_msg("%s: %s", rows[i].line, why);
		assert_string_equal(row.id, rows[i].id);
		assert_int_equal(row.format, rows[i].format);
		assert_string_equal(row.path, rows[i].path);
		assert_string_equal(row.index, rows[i].index);
		assert_string_equal(row.reference, rows[i].reference);
		assert_string_equal(row.allow, rows[i].allow);
	}
}

static void
near_misses(void **state)
{
	static const struct {
		const char *line, *why;
	} rows[] = {
		{ "", "columns" },
		{ "a", "columns" },
		{ "a BAM /a.bam", "columns" },
		{ "a\tBAM", "columns" },
		{ "a\tBAM\t/a.bam\t\t\t\t", "columns" },
		{ "a\tBAM\t/a.bam\t\t\t*\tx", "columns" },
		{ "\tBAM\t/a.bam", "segment" },
		{ "/a\tBAM\t/a.bam", "segment" },
		{ "a/\tBAM\t/a.bam", "segment" },
		{ "a//b\tBAM\t/a.bam", "segment" },
		{ "../a\tBAM\t/a.bam", "segment" },
		{ "a\001\tBAM\t/a.bam", "control" },
		{ "a\377\tBAM\t/a.bam", "UTF-8" },
		{ "a\t\t/a.bam", "format" },
		{ "a\tSAM\t/a.sam", "format" },
		{ "a\tBAM \t/a.bam", "format" },
		{ "a\tBAM\t", "the path" },
		{ "a\tBAM\ta.bam", "the path" },
		{ "a\tBAM\t./a.bam", "the path" },
		{ "a\tBAM\t /a.bam", "the path" },
		{ "a\tBAM\t/x/../a.bam", "the path" },
		{ "a\tBAM\t/x//a.bam", "the path" },
		{ "a\tBAM\t/a.bam/", "the path" },
		{ "a\tBAM\t/a\001.bam", "the path" },
		{ "a\tBAM\t/a\377.bam", "the path" },
		{ "a\tBAM\t/a.bam\r", "the path" },
		{ "a\tBAM\t/a.cram", "extension" },
		{ "a\tBAM\t/a.bam ", "extension" },
		{ "a\tBAM\t/.bam", "extension" },
		{ "a\tVCF\t/a.vcf", "extension" },
		{ "a\tBAM\t/a.bam\ta.bai", "the index" },
		{ "a\tBAM\t/a.bam\t/x/../a.bai", "the index" },
		{ "a\tBAM\t/a.bam\t/a.tbi", "the index" },
		{ "a\tBAM\t/a.bam\t/a.crai", "the index" },
		{ "a\tBAM\t/a.bam\t/i", "the index" },
		{ "a\tBAM\t/a.bam\t.bai", "the index" },
		{ "a\tBAM\t/a.bam\t\tr.fa", "the reference" },
		{ "a\tBAM\t/a.bam\t\t/r/", "the reference" },
		{ "a\tBAM\t/a.bam\t\t\t ", "`allow`" },
		{ "a\tBAM\t/a.bam\t\t\t@", "`allow`" },
		{ "a\tBAM\t/a.bam\t\t\tann\r", "`allow`" },
		{ "a\tBAM\t/a.bam\t\t\tclaim:a", "`allow`" },
	};
	const char *why;
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++) {
		why = manifest_row_read(&row, rows[i].line,
		    strlen(rows[i].line));
		if (why == NULL || strstr(why, rows[i].why) == NULL)
			fail_msg("%s: %s", rows[i].line, why);
	}
	why = manifest_row_read(&row, "a\0\tBAM\t/a.bam", 13);
	assert_non_null(strstr(why, "NUL"));
}

/* A line of that many bytes, by a path that fills it. */
static char *
long_line(size_t bytes)
{
	char *line = malloc(bytes + 1);

	assert_non_null(line);
	memset(line, 'x', bytes);
	memcpy(line, "a\tBAM\t/", 7);
	memcpy(line + bytes - 4, ".bam", 5);
	return line;
}

static void
long_lines(void **state)
{
	char *line = long_line(MANIFEST_LINE_MAX + 1);
	char allow[MANIFEST_ALLOW_MAX + 32] = "a\tBAM\t/a.bam\t\t\t";
	size_t n = strlen(allow);

	(void)state;
	assert_non_null(strstr(manifest_row_read(&row, line,
	    MANIFEST_LINE_MAX + 1), "too long"));
	free(line);
	line = long_line(MANIFEST_LINE_MAX);
	assert_null(manifest_row_read(&row, line, MANIFEST_LINE_MAX));
	free(line);
	for (; n < MANIFEST_ALLOW_MAX + 15; n += 2)
		memcpy(allow + n, "b ", 3);
	assert_null(manifest_row_read(&row, allow, MANIFEST_ALLOW_MAX + 15));
	memcpy(allow + n, "b", 2);
	assert_non_null(strstr(manifest_row_read(&row, allow,
	    MANIFEST_ALLOW_MAX + 16), "`allow`"));
}

static void
ids_of_lines(void **state)
{
	char line[DATASET_ID_MAX + 3];

	(void)state;
	assert_int_equal(manifest_id_bytes("ab\tBAM", 6), 2);
	assert_int_equal(manifest_id_bytes("ab\tBAM", 2), 0);
	assert_int_equal(manifest_id_bytes("\tBAM", 4), 0);
	memset(line, 'a', sizeof(line));
	line[DATASET_ID_MAX] = '\t';
	assert_int_equal(manifest_id_bytes(line, sizeof(line)),
	    DATASET_ID_MAX);
	line[DATASET_ID_MAX] = 'a';
	line[DATASET_ID_MAX + 1] = '\t';
	assert_int_equal(manifest_id_bytes(line, sizeof(line)), 0);
	assert_true(manifest_compare_ids("a", 1, "ab", 2) < 0);
	assert_true(manifest_compare_ids("ab", 2, "a", 1) > 0);
	assert_true(manifest_compare_ids("a", 1, "a", 1) == 0);
	assert_true(manifest_compare_ids("z", 1, "\303\251", 2) < 0);
	assert_true(manifest_compare_ids("Z", 1, "a", 1) < 0);
}

/* Lines one after another, and what is wrong with the last one. */
static void
lines_in_order(void **state)
{
	static const struct {
		const char *lines[4], *why;
	} rows[] = {
		{ { "a\tBAM\t/a.bam", "b\tBAM\t/a.bam" }, NULL },
		{ { "a\tCRAM\t/a.cram", "a\tBAM\t/a.bam", "a\tVCF\t/a.vcf.gz",
		    "aa\tVCF\t/a.vcf.gz" }, NULL },
		{ { "a\tBAM\t/a.bam\t\t\tann", "a\tVCF\t/v.vcf.gz\t\t\tbob",
		    "a\tCRAM\t/a.cram\t\t\tann" }, NULL },
		{ { "a\tBAM\t/a.bam\t\t\tann", "b\tCRAM\t/a.cram" }, NULL },
		{ { "b\tBAM\t/a.bam", "a\tBAM\t/a.bam" }, "not sorted" },
		{ { "a\tBAM\t/a.bam", "A\tBAM\t/a.bam" }, "not sorted" },
		{ { "a\tBAM\t/a.bam", "a\tBAM\t/b.bam" }, "already" },
		{ { "a\tBAM\t/a.bam", "a\tCRAM\t/a.cram",
		    "a\tbam\t/b.bam" }, "already" },
		{ { "a\tBAM\t/a.bam\t\t\tann", "a\tCRAM\t/a.cram" },
		    "another" },
		{ { "a\tBAM\t/a.bam", "a\tCRAM\t/a.cram\t\t\t*" },
		    "another" },
		{ { "a\tVCF\t/v.vcf.gz\t\t\tb", "a\tBAM\t/a.bam\t\t\ta b",
		    "a\tBCF\t/v.bcf\t\t\ta b" }, "another" },
	};
	static struct manifest_order order;
	const char *why, *line;
	size_t i, j;

	(void)state;
	for (i = 0; i < ROWS(rows); i++) {
		memset(&order, 0, sizeof(order));
		why = NULL;
		for (j = 0; j < 4 && rows[i].lines[j] != NULL; j++) {
			assert_null(why);
			line = rows[i].lines[j];
			assert_null(manifest_row_read(&row, line,
			    strlen(line)));
			why = manifest_order_next(&order, &row);
		}
		if ((why == NULL) != (rows[i].why == NULL) ||
		    (why != NULL && strstr(why, rows[i].why) == NULL))
			fail_msg("row %zu: %s", i, why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_lines),
		cmocka_unit_test(near_misses),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(ids_of_lines),
		cmocka_unit_test(lines_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
