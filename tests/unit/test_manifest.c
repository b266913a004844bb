/* The search for an id in a table, good ones of all sizes and broken ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "catalogue/manifest.h"
#include "catalogue/manifest_row.h"
#include "folder.h"

#define ROWS(rows)	(sizeof(rows) / sizeof((rows)[0]))

static char file[128];
static struct data section = { .name = (char *)"x", .manifest = file };

static int
make_folder(void **state)
{
	(void)state;
	folder_make("manifest");
	snprintf(file, sizeof(file), "%s", at("ids.tsv"));
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	return folder_remove();
}

static FILE *
begin(void)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	return f;
}

static void
write_table(const char *text)
{
	FILE *f = begin();

	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* The path that an id leads to, or NULL; no fault. */
static const char *
find(const char *id, enum format format)
{
	static char path[256];
	struct manifest_entry *entry = NULL;
	struct fault fault = FAULT_INIT;
	const char *found;

	if (manifest_find(&section, id, format_endpoint(format), &entry,
	    &fault) == -1)
		fail_msg("%s: %s: %s", id, fault.message, fault.detail);
	if (entry == NULL)
		return NULL;
	found = entry->data.file[format];
	snprintf(path, sizeof(path), "%s", found != NULL ? found : "");
	manifest_entry_free(entry);
	return path;
}

static void
expect_found(const char *id, enum format format, const char *path)
{
	const char *found = find(id, format);

	if (found == NULL || strcmp(found, path) != 0)
		fail_msg("%s: %s, not %s", id, found, path);
}

static void
expect_fault(const char *id, enum fault_kind kind, const char *words)
{
	struct manifest_entry *entry = NULL;
	struct fault fault = FAULT_INIT;

	if (manifest_find(&section, id, ENDPOINT_READS, &entry, &fault) == 0)
		fail_msg("%s: found", id);
	assert_null(entry);
	assert_int_equal(fault.kind, kind);
	assert_null(strstr(fault.message, folder));
	if (strstr(fault.detail, words) == NULL ||
	    strstr(fault.detail, file) == NULL)
		fail_msg("%s: \"%s\" lacks \"%s\"", id, fault.detail, words);
}

/* Ids 0, 2, 4 … below 2n as digits, each with a path of another length. */
static void
write_numbers(unsigned n, unsigned comments)
{
	FILE *f = begin();
	unsigned i;

	for (i = 0; i < comments; i++)
		fprintf(f, "#id\tformat %*u\n", (int)(i % 97), i);
	for (i = 0; i < n; i++) {
		fprintf(f, "%07u\tBAM\t/%0*u/%u.bam\n", 2 * i,
		    (int)(1 + i * 37 % 211), i, i);
		if (i % 3 == 0)
			fprintf(f, "%07u\tCRAM\t/%u.cram\t/i.crai\n", 2 * i, i);
		if (i % 5 == 0)
			fprintf(f, "%07u\tVCF\t/%u.vcf.gz\t\t\tann\n", 2 * i,
			    i);
	}
	assert_int_equal(fclose(f), 0);
}

static void
check_number(unsigned i)
{
	char id[16], path[256];

	snprintf(id, sizeof(id), "%07u", 2 * i);
	snprintf(path, sizeof(path), "/%0*u/%u.bam", (int)(1 + i * 37 % 211),
	    i, i);
	expect_found(id, FORMAT_BAM, path);
	snprintf(path, sizeof(path), "/%u.cram", i);
	expect_found(id, FORMAT_CRAM, i % 3 == 0 ? path : "");
	snprintf(path, sizeof(path), "/%u.vcf.gz", i);
	if (i % 5 == 0)
		expect_found(id, FORMAT_VCF, path);
	else
		assert_null(find(id, FORMAT_VCF));
	snprintf(id, sizeof(id), "%07u", 2 * i + 1);
	assert_null(find(id, FORMAT_BAM));
	snprintf(id, sizeof(id), "%07ux", 2 * i);
	assert_null(find(id, FORMAT_BAM));
	snprintf(id, sizeof(id), "%07u", 2 * i);
	id[6] = '\0';
	assert_null(find(id, FORMAT_BAM));
}

static void
every_id_is_found_and_no_other(void **state)
{
	static const unsigned sizes[] = { 0, 1, 2, 3, 7, 40, 333, 2000 };
	static const unsigned comments[] = { 0, 1, 100 };
	size_t i, j;
	unsigned k;

	(void)state;
	for (i = 0; i < ROWS(sizes); i++)
		for (j = 0; j < ROWS(comments); j++) {
			write_numbers(sizes[i], comments[j]);
			for (k = 0; k < sizes[i]; k++)
				check_number(k);
			assert_null(find("!", FORMAT_BAM));
			assert_null(find("#id", FORMAT_BAM));
			assert_null(find("~", FORMAT_VCF));
		}
}

#define SHAPED	3000

static int
compare_ids(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* An id of one of several shapes, none of them twice. */
static char *
shaped(unsigned shape, unsigned i)
{
	unsigned hash = i * 2654435761u;
	char *id = NULL;
	int n = -1;

	switch (shape) {
	case 0:		/* of all lengths */
		n = asprintf(&id, "%u", i * i);
		break;
	case 1:
		n = asprintf(&id, "%08x-%04x-%04x", hash, hash >> 16, i);
		break;
	case 2:		/* words, and a jump between two series */
		n = asprintf(&id, "%s/%u.final", i % 7 == 0 ? "NA" : "HG",
		    i * i * 13);
		break;
	case 3:		/* most of them side by side */
		n = asprintf(&id, "S%010u", i < 2990 ? i : i * 1000000);
		break;
	case 4:
		n = asprintf(&id, "\303\251%c%u", 'A' + (int)(i % 26), hash);
		break;
	default:	/* long ones, often alike at their begin */
		n = asprintf(&id, "%0*u", (int)(i % 700) + 4, i);
	}
	assert_true(n >= 0);
	return id;
}

/* Reads that the process has made; 0: nobody counts them here. */
static unsigned long
reads(void)
{
	FILE *f = fopen("/proc/self/io", "r");
	unsigned long n = 0;

	if (f == NULL)
		return 0;
	if (fscanf(f, "rchar: %*u wchar: %*u syscr: %lu", &n) != 1)
		n = 0;
	fclose(f);
	return n;
}

/* Whatever ids look like, they are found, and soon. */
static void
ids_of_all_shapes(void **state)
{
	char **ids = calloc(SHAPED, sizeof(*ids)), path[32], *other;
	unsigned long before, after;
	unsigned shape, i;
	FILE *f;

	(void)state;
	assert_non_null(ids);
	for (shape = 0; shape < 6; shape++) {
		for (i = 0; i < SHAPED; i++)
			ids[i] = shaped(shape, i);
		qsort(ids, SHAPED, sizeof(*ids), compare_ids);
		f = begin();
		for (i = 0; i < SHAPED; i++)
			fprintf(f, "%s\tBAM\t/%u.bam\n", ids[i], i);
		assert_int_equal(fclose(f), 0);
		before = reads();
		for (i = 0; i < SHAPED; i++) {
			snprintf(path, sizeof(path), "/%u.bam", i);
			expect_found(ids[i], FORMAT_BAM, path);
			assert_true(asprintf(&other, "%s!", ids[i]) > 0);
			assert_null(find(other, FORMAT_BAM));
			free(other);
		}
		after = reads();
		if (before > 0)
			assert_true(after - before < 2 * SHAPED * 60);
		print_message("shape %u: %.1f reads a search\n", shape,
		    (double)(after - before) / (2 * SHAPED));
		for (i = 0; i < SHAPED; i++)
			free(ids[i]);
	}
	free(ids);
}

static void
lines_as_long_as_they_may_be(void **state)
{
	char *path = malloc(MANIFEST_LINE_MAX);
	char id[8];
	FILE *f = begin();
	unsigned i;

	(void)state;
	assert_non_null(path);
	memset(path, 'p', MANIFEST_LINE_MAX);
	path[MANIFEST_LINE_MAX - 14] = '\0';
	fprintf(f, "#%s\n", path);
	for (i = 0; i < 20; i++)
		fprintf(f, "id%02u\tBAM\t%s%s.bam\n", i, i % 3 == 0 ? "/" :
		    "/x", i % 3 == 0 ? path : "");
	assert_int_equal(fclose(f), 0);
	free(path);
	for (i = 0; i < 20; i++) {
		snprintf(id, sizeof(id), "id%02u", i);
		assert_non_null(find(id, FORMAT_BAM));
		snprintf(id, sizeof(id), "id%02u_", i);
		assert_null(find(id, FORMAT_BAM));
	}
}

static void
what_rows_say(void **state)
{
	struct manifest_entry *entry = NULL;
	struct fault fault = FAULT_INIT;

	(void)state;
	write_table("a\tBAM\t/a.bam\t/i/a.csi\t/r.fa\tann @g\n"
	    "a\tCRAM\t/a.cram\t\t\tann @g\n"
	    "a\tVCF\t/a.vcf.gz\n");
	assert_int_equal(manifest_find(&section, "a", ENDPOINT_READS, &entry,
	    &fault), 0);
	assert_non_null(entry);
	assert_string_equal(entry->data.name, "x");
	assert_string_equal(entry->index[FORMAT_BAM], "/i/a.csi");
	assert_null(entry->index[FORMAT_CRAM]);
	assert_string_equal(entry->reference[FORMAT_BAM], "/r.fa");
	assert_null(entry->data.file[FORMAT_VCF]);
	assert_true(entry->data.guarded);
	assert_int_equal(entry->data.allow.n, 2);
	assert_string_equal(entry->data.allow.v[1].name, "g");
	manifest_entry_free(entry);
	assert_int_equal(manifest_find(&section, "a", ENDPOINT_VARIANTS,
	    &entry, &fault), 0);
	assert_non_null(entry);
	assert_false(entry->data.guarded);
	manifest_entry_free(entry);
}

/* A table, an id of it, and what is wrong. */
static void
broken_tables(void **state)
{
	static const struct {
		const char *text, *id, *words;
	} rows[] = {
		{ "a\tBAM\t/a.bam", "a", "newline" },
		{ "a\tBAM\t/a.bam", "b", "newline" },
		{ "a\tBAM\t/a.bam\nb\tBAM\t/b", "a", "newline" },
		{ "a\tBAM\n", "a", "byte 0: it has not three" },
		{ "a BAM /a.bam\n", "a", "byte 0: it has no id" },
		{ "\n", "a", "byte 0: it has no id" },
		{ "a\tBAM\t/a.bam\n\n", "a", "byte 13: it has no id" },
		{ "\tBAM\t/a.bam\n", "a", "byte 0: it has no id" },
		{ "a\tBAM\t/a.bam\nb\tBAM\tb.bam\n", "b", "byte 13: the path" },
		{ "a\tBAM\t/../a.bam\n", "a", "byte 0: the path" },
		{ "a\tSAM\t/a.sam\n", "a", "byte 0: the format" },
		{ "a\tBAM\t/a.bam\t/a.tbi\n", "a", "byte 0: the index" },
		{ "a\tBAM\t/a.bam\t\t\t@\n", "a", "byte 0: `allow`" },
		{ "a\tBAM\t/a.bam\r\n", "a", "byte 0: the path" },
		/* Also of the other endpoint: which file is meant is open. */
		{ "a\tBAM\t/a.bam\na\tVCF\tv\n", "a", "byte 13: the path" },
		{ "a\tBAM\t/a.bam\na\tBAM\t/b.bam\n", "a",
		    "byte 13: the id has a line" },
		{ "a\tBAM\t/a.bam\na\tCRAM\t/b.cram\t\t\t*\n", "a",
		    "byte 13: `allow`" },
		{ "b\tBAM\t/a.bam\na\tBAM\t/b.bam\n", "b",
		    "byte 13: the table is not sorted" },
		{ "a\tBAM\t/a.bam\nb\tBAM\t/b.bam\na\tCRAM\t/b.cram\n", "b",
		    "byte 26: the table is not sorted" },
		{ "a\tBAM\t/a.bam\n#\nb\tBAM\t/b.bam\n", "b",
		    "byte 13: a comment" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++) {
		write_table(rows[i].text);
		expect_fault(rows[i].id, FAULT_INTERNAL, rows[i].words);
	}
	/* Lines that the search does not need are not judged. */
	write_table("a\tBAM\t/a.bam\nb\tSAM\nc\tBAM\t/c.bam\n");
	expect_found("a", FORMAT_BAM, "/a.bam");
	expect_found("c", FORMAT_BAM, "/c.bam");
}

/* Of a table that is not sorted no wrong line is ever taken. */
static void
unsorted_neighbours(void **state)
{
	struct manifest_entry *entry;
	struct fault fault;
	char id[8], path[256];
	unsigned i, faults = 0;
	FILE *f = begin();

	(void)state;
	for (i = 0; i < 1000; i++)
		fprintf(f, "%04u\tBAM\t/%0200u.bam\n", i * 377 % 1000,
		    i * 377 % 1000);
	assert_int_equal(fclose(f), 0);
	for (i = 0; i < 1000; i++) {
		fault = (struct fault)FAULT_INIT;
		snprintf(id, sizeof(id), "%04u", i);
		snprintf(path, sizeof(path), "/%0200u.bam", i);
		if (manifest_find(&section, id, ENDPOINT_READS, &entry,
		    &fault) == -1) {
			assert_non_null(strstr(fault.detail, "not sorted"));
			faults++;
		} else if (entry != NULL)
			assert_string_equal(entry->data.file[FORMAT_BAM],
			    path);
		manifest_entry_free(entry);
	}
	assert_true(faults > 500);
}

static void
no_table(void **state)
{
	char *line = malloc(MANIFEST_LINE_MAX + 64);

	(void)state;
	assert_non_null(line);
	memset(line, 'x', MANIFEST_LINE_MAX + 63);
	memcpy(line, "a\tBAM\t/", 7);
	strcpy(line + MANIFEST_LINE_MAX + 56, ".bam\n");
	write_table(line);
	expect_fault("a", FAULT_INTERNAL, "byte 0: it is too long");
	expect_fault("b", FAULT_INTERNAL, "too long");
	memset(line, 'x', MANIFEST_LINE_MAX + 56);
	write_table(line);
	expect_fault("a", FAULT_INTERNAL, "too long");
	free(line);
	unlink(file);
	expect_fault("a", FAULT_INTERNAL, "No such file");
	assert_int_equal(mkfifo(file, 0600), 0);
	expect_fault("a", FAULT_INTERNAL, "not a regular file");
	unlink(file);
}

/* Replaces, cuts and rewrites the table until it is ended. */
static void
meddle(void)
{
	char other[sizeof(file) + 8];
	unsigned i;

	snprintf(other, sizeof(other), "%s.new", file);
	for (i = 0;; i++) {
		write_numbers(300 + i % 50, i % 4);
		usleep(500);
		if (i % 3 == 0)
			assert_int_equal(truncate(file, i % 7000), 0);
		if (i % 2 == 0) {
			assert_int_equal(rename(file, other), 0);
			write_numbers(400, 0);
			assert_int_equal(rename(other, file), 0);
		}
	}
}

static pid_t child;

/* Also when the test fails. */
static int
end_meddling(void **state)
{
	char other[sizeof(file) + 8];

	(void)state;
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	snprintf(other, sizeof(other), "%s.new", file);
	unlink(other);
	return 0;
}

/* It finds the right line or says why not, and the process lives. */
static void
a_table_that_is_written_meanwhile(void **state)
{
	struct manifest_entry *entry;
	struct fault fault;
	unsigned i, found = 0;
	char id[16], path[256];

	(void)state;
	write_numbers(300, 0);
	assert_true((child = fork()) >= 0);
	if (child == 0)
		meddle();
	for (i = 0; i < 4000; i++) {
		fault = (struct fault)FAULT_INIT;
		snprintf(id, sizeof(id), "%07u", i % 300 * 2);
		snprintf(path, sizeof(path), "/%0*u/%u.bam",
		    (int)(1 + i % 300 * 37 % 211), i % 300, i % 300);
		if (manifest_find(&section, id, ENDPOINT_READS, &entry,
		    &fault) == -1) {
			assert_true(fault.kind == FAULT_INTERNAL ||
			    fault.kind == FAULT_UNAVAILABLE);
			continue;
		}
		if (entry != NULL)
			assert_string_equal(entry->data.file[FORMAT_BAM],
			    path);
		found += entry != NULL;
		manifest_entry_free(entry);
	}
	print_message("%u of %u found\n", found, i);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_id_is_found_and_no_other),
		cmocka_unit_test(ids_of_all_shapes),
		cmocka_unit_test(lines_as_long_as_they_may_be),
		cmocka_unit_test(what_rows_say),
		cmocka_unit_test(broken_tables),
		cmocka_unit_test(unsorted_neighbours),
		cmocka_unit_test(no_table),
		cmocka_unit_test_teardown(a_table_that_is_written_meanwhile,
		    end_meddling),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
