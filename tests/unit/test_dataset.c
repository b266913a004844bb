/* From an id to its file, its index and its static URL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "catalogue/dataset.h"
#include "catalogue/static_url.h"
#include "folder.h"

static const char configuration[] =
    "[data one]\npath = @/one\nurl = https://h/one\n"
    "[data two]\npath = @/two\nprefix = two/\n"
    "[data deep]\npath = @/one/deep\nprefix = deep/\nurl = https://h/d\n"
    "[data farm]\npath = @/farm\nprefix = farm/\nfollow = @/runs\n"
    "[data runs]\npath = @/runs\nprefix = runs/\nurl = https://h/r\n"
    "[data mount]\npath = @/mount\nprefix = mount/\nurl = https://h/m\n"
    "[data indexed]\npath = @/farm\nprefix = ix/\nindex = @/index\n"
    "[data ex]\nid = EX\nbam = @/ex/ex.final.bam\ncram = @/ex/ex.cram\n"
    "[data exi]\nid = EXI\nbam = @/ex/ex.final.bam\nindex = @/index\n"
    "[data gone]\nid = gone\nbam = @/ex/gone.bam\n";

static struct settings *settings;

static void
put(const char *name)
{
	FILE *f = fopen(at(name), "w");

	assert_non_null(f);
	assert_int_equal(fclose(f), 0);
}

static void
put_configuration(void)
{
	FILE *f = fopen(at("htsgate.ini"), "w");
	const char *s;

	assert_non_null(f);
	for (s = configuration; *s != '\0'; s++)
		if (*s == '@')
			fputs(folder, f);
		else
			putc(*s, f);
	assert_int_equal(fclose(f), 0);
}

static int
make_tree(void **state)
{
	static const char *const folders[] = { "one", "one/deep", "one/two",
		"one/na\303\257ve dir", "one/dir.bam", "two", "farm", "runs",
		"real", "index", "index/sub", "farm/sub", "ex", "outside" };
	static const char *const files[] = { "one/a.bam", "one/both.bam",
		"one/both.cram", "one/c.cram", "one/v.vcf.gz", "one/w.vcf.bgz",
		"one/b.bcf", "one/vb.vcf.gz", "one/vb.bcf", "one/EX.bam",
		"one/EX.vcf.gz", "one/deep/d.bam", "one/two/t.bam",
		"one/two/u.bam", "two/t.bam", "one/na\303\257ve dir/50%.bam",
		"one/.bam", "one/dir.cram", "farm/own.bam", "farm/sub/s.bam",
		"runs/r.bam", "real/m.bam", "outside/o.bam",
		"index/sub/s.bam.bai", "index/ex.final.bai",
		"farm/sub/s.bam.csi", "ex/ex.final.bam", "ex/ex.cram",
		"ex/ex.final.bam.bai" };
	struct fault fault = FAULT_INIT;
	size_t i;

	(void)state;
	folder_make("dataset");
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		assert_int_equal(mkdir(at(folders[i]), 0755), 0);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		put(files[i]);
	assert_int_equal(symlink("../runs/r.bam", at("farm/r.bam")), 0);
	assert_int_equal(symlink("../outside/o.bam", at("farm/o.bam")), 0);
	assert_int_equal(symlink("real", at("mount")), 0);
	assert_int_equal(symlink(at("real/m.bam"), at("ex/gone.bam")), 0);
	put_configuration();
	settings = settings_load(at("htsgate.ini"), &fault);
	if (settings == NULL)
		fail_msg("%s %s", fault.message, fault.detail);
	return 0;
}

static int
remove_tree(void **state)
{
	(void)state;
	settings_free(settings);
	return folder_remove();
}

/* What an id leads to, or the fault and a part of its text. */
static const struct {
	const char *id;
	enum endpoint endpoint;
	enum format want;
	const char *path;
	const char *url;
	enum fault_kind kind;
	const char *text;
} table[] = {
#define READS	 ENDPOINT_READS, FORMAT_NONE
#define VARIANTS ENDPOINT_VARIANTS, FORMAT_NONE
#define AS_CRAM	 ENDPOINT_READS, FORMAT_CRAM
	{ "a", READS, "one/a.bam", "https://h/one/a.bam", 0, NULL },
	{ "both", READS, "one/both.bam", "https://h/one/both.bam", 0, NULL },
	{ "both", AS_CRAM, "one/both.cram", "https://h/one/both.cram", 0,
	    NULL },
	{ "c", READS, "one/c.cram", "https://h/one/c.cram", 0, NULL },
	{ "v", VARIANTS, "one/v.vcf.gz", "https://h/one/v.vcf.gz", 0, NULL },
	{ "w", VARIANTS, "one/w.vcf.bgz", "https://h/one/w.vcf.bgz", 0, NULL },
	{ "b", VARIANTS, "one/b.bcf", "https://h/one/b.bcf", 0, NULL },
	{ "vb", VARIANTS, "one/vb.vcf.gz", "https://h/one/vb.vcf.gz", 0, NULL },
	{ "vb", ENDPOINT_VARIANTS, FORMAT_BCF, "one/vb.bcf",
	    "https://h/one/vb.bcf", 0, NULL },
	{ "na\303\257ve dir/50%", READS, "one/na\303\257ve dir/50%.bam",
	    "https://h/one/na%C3%AFve%20dir/50%25.bam", 0, NULL },
	/* The longest path gives the URL, the longest prefix the section. */
	{ "deep/d", READS, "one/deep/d.bam", "https://h/d/d.bam", 0, NULL },
	{ "two/t", READS, "two/t.bam", NULL, 0, NULL },
	{ "two/u", READS, "one/two/u.bam", "https://h/one/two/u.bam", 0, NULL },
	/* A link has the URL of where it leads, if it has none itself. */
	{ "farm/r", READS, "farm/r.bam", "https://h/r/r.bam", 0, NULL },
	{ "farm/own", READS, "farm/own.bam", NULL, 0, NULL },
	{ "mount/m", READS, "mount/m.bam", "https://h/m/m.bam", 0, NULL },
	{ "gone", READS, "ex/gone.bam", "https://h/m/m.bam", 0, NULL },
	{ "farm/o", READS, NULL, NULL, FAULT_NOT_FOUND, "leads out" },
	/* An explicit section beats a directory, endpoint by endpoint. */
	{ "EX", READS, "ex/ex.final.bam", NULL, 0, NULL },
	{ "EX", AS_CRAM, "ex/ex.cram", NULL, 0, NULL },
	{ "EX", VARIANTS, "one/EX.vcf.gz", "https://h/one/EX.vcf.gz", 0, NULL },
	/* What is there although something else is not. */
	{ "dir", READS, "one/dir.cram", "https://h/one/dir.cram", 0, NULL },
	{ "dir", ENDPOINT_READS, FORMAT_BAM, NULL, NULL,
	    FAULT_UNSUPPORTED_FORMAT, "dir has CRAM" },
	{ "a", AS_CRAM, NULL, NULL, FAULT_UNSUPPORTED_FORMAT, "a has BAM" },
	{ "both", ENDPOINT_READS, FORMAT_VCF, NULL, NULL,
	    FAULT_UNSUPPORTED_FORMAT, "both has BAM, CRAM" },
	{ "EXI", AS_CRAM, NULL, NULL, FAULT_UNSUPPORTED_FORMAT, "EXI has BAM" },
	{ "a", VARIANTS, NULL, NULL, FAULT_NOT_FOUND, "ask for /reads" },
	{ "v", READS, NULL, NULL, FAULT_NOT_FOUND, "ask for /variants" },
	{ "EXI", VARIANTS, NULL, NULL, FAULT_NOT_FOUND, "ask for /reads" },
	/* Near misses. */
	{ "A", READS, NULL, NULL, FAULT_NOT_FOUND, "no such dataset" },
	{ "a.bam", READS, NULL, NULL, FAULT_NOT_FOUND, "no such dataset" },
	{ "two", READS, NULL, NULL, FAULT_NOT_FOUND, "no such dataset" },
	{ "two/", READS, NULL, NULL, FAULT_NOT_FOUND, "segment" },
	{ "one/a", READS, NULL, NULL, FAULT_NOT_FOUND, "no such dataset" },
	{ "", READS, NULL, NULL, FAULT_NOT_FOUND, "segment" },
	{ "/a", READS, NULL, NULL, FAULT_NOT_FOUND, "segment" },
	{ "./a", READS, NULL, NULL, FAULT_NOT_FOUND, "segment" },
	{ "../one/a", READS, NULL, NULL, FAULT_NOT_FOUND, "segment" },
	{ "deep/../a", READS, NULL, NULL, FAULT_NOT_FOUND, "segment" },
	{ "deep//d", READS, NULL, NULL, FAULT_NOT_FOUND, "segment" },
	{ "a\n", READS, NULL, NULL, FAULT_NOT_FOUND, "control byte" },
	{ "a\177", READS, NULL, NULL, FAULT_NOT_FOUND, "control byte" },
	{ "a\377", READS, NULL, NULL, FAULT_NOT_FOUND, "UTF-8" },
	{ "farm/none", READS, NULL, NULL, FAULT_NOT_FOUND, "no such dataset" },
};

static void
check_row(size_t i)
{
	struct dataset d;
	struct fault fault = FAULT_INIT;
	int result = dataset_open(settings, NULL,
	    table[i].endpoint, table[i].id,
	    table[i].want, &d, &fault);

	if (table[i].path == NULL) {
		assert_int_equal(result, -1);
		assert_int_equal(fault.kind, table[i].kind);
		if (strstr(fault.message, table[i].text) == NULL &&
		    strstr(fault.detail, table[i].text) == NULL)
			fail_msg("%s: %s: %s", table[i].id, fault.message,
			    fault.detail);
		assert_null(strstr(fault.message, folder));
		assert_null(d.path);
		return;
	}
	if (result < 0)
		fail_msg(
		    "%s: %s: %s", table[i].id, fault.message, fault.detail);
	assert_string_equal(d.path, at(table[i].path));
	assert_non_null(d.object);
	if (table[i].url != NULL) {
		assert_non_null(d.url);
		assert_string_equal(d.url, table[i].url);
	} else
		assert_null(d.url);
	dataset_clear(&d);
}

static void
ids(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		check_row(i);
}

static void
long_id(void **state)
{
	char id[DATASET_ID_MAX + 2];
	struct dataset d;
	struct fault fault = FAULT_INIT;

	(void)state;
	memset(id, 'a', sizeof(id) - 1);
	id[sizeof(id) - 1] = '\0';
	assert_int_equal(
	    dataset_open(settings, NULL,
	        ENDPOINT_READS, id, FORMAT_NONE, &d, &fault),
	    -1);
	assert_non_null(strstr(fault.detail, "too long"));
	memset(&fault, 0, sizeof(fault));
	id[DATASET_ID_MAX] = '\0';
	assert_int_equal(
	    dataset_open(settings, NULL,
	        ENDPOINT_READS, id, FORMAT_NONE, &d, &fault),
	    -1);
	assert_int_equal(fault.kind, FAULT_NOT_FOUND);
	assert_null(strstr(fault.detail, "too long"));
}

static void
missing_explicit(void **state)
{
	struct dataset d;
	struct fault fault = FAULT_INIT;

	(void)state;
	assert_int_equal(unlink(at("ex/ex.cram")), 0);
	assert_int_equal(dataset_open(settings, NULL, ENDPOINT_READS, "EX",
			     FORMAT_CRAM, &d, &fault),
	    -1);
	assert_int_equal(fault.kind, FAULT_NOT_FOUND);
	assert_non_null(strstr(fault.detail, "ex/ex.cram"));
	assert_null(strstr(fault.message, folder));
}

static void
no_permission(void **state)
{
	struct dataset d;
	struct fault fault = FAULT_INIT;

	(void)state;
	if (getuid() == 0) {
		print_message("skipped: no_permission: root may read all\n");
		skip();
	}
	/* The default format is there and cannot be read: not the other. */
	assert_int_equal(chmod(at("one/both.bam"), 0), 0);
	assert_int_equal(dataset_open(settings, NULL, ENDPOINT_READS, "both",
			     FORMAT_NONE, &d, &fault),
	    -1);
	assert_int_equal(fault.kind, FAULT_INTERNAL);
	/* An index that cannot be read is passed over. */
	memset(&fault, 0, sizeof(fault));
	put("one/a.bam.bai");
	put("one/a.bam.csi");
	assert_int_equal(chmod(at("one/a.bam.bai"), 0), 0);
	assert_int_equal(dataset_open(settings, NULL, ENDPOINT_READS, "a",
			     FORMAT_NONE, &d, &fault),
	    0);
	assert_int_equal(dataset_open_index(&d, &fault), 0);
	assert_int_equal(d.index_kind, INDEX_CSI);
	dataset_clear(&d);
}

/* Where the extension of a format begins in a name. */
static void
stems(void **state)
{
	static const struct {
		const char	*name;
		enum format	 format;
		size_t		 stem;
	} rows[] = {
		{ "a.bam", FORMAT_BAM, 1 }, { "a.b.cram", FORMAT_CRAM, 3 },
		{ "a.vcf.gz", FORMAT_VCF, 1 }, { "a.vcf.bgz", FORMAT_VCF, 1 },
		{ "a.bcf", FORMAT_BCF, 1 }, { "a.bam.bam", FORMAT_BAM, 5 },
		/* Near misses. */
		{ ".bam", FORMAT_BAM, 0 }, { "", FORMAT_BAM, 0 },
		{ "a.BAM", FORMAT_BAM, 0 }, { "abam", FORMAT_BAM, 0 },
		{ "a.bam.bai", FORMAT_BAM, 0 }, { "a.bam", FORMAT_CRAM, 0 },
		{ "a.vcf", FORMAT_VCF, 0 }, { "a.gz", FORMAT_VCF, 0 },
		{ "a.bam", FORMAT_NONE, 0 }, { "a.bam", FORMAT_COUNT, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(format_stem(rows[i].name, rows[i].format),
		    rows[i].stem);
}

static void
index_stays(struct dataset *d)
{
	const struct object *index = d->index;
	struct fault fault = FAULT_INIT;

	assert_int_equal(dataset_open_index(d, &fault), 0);
	assert_ptr_equal(d->index, index);
}

/* Opens an id and says what its index is: "bai one/a.bam.bai" or "". */
static const char *
index_of(const char *id, enum endpoint endpoint, enum format format)
{
	static char text[256];
	struct dataset d;
	struct fault fault = FAULT_INIT;

	text[0] = '\0';
	if (dataset_open(settings, NULL, endpoint, id, format, &d, &fault) < 0)
		fail_msg("%s: %s: %s", id, fault.message, fault.detail);
	assert_null(d.index);
	assert_int_equal(dataset_open_index(&d, &fault), 0);
	if (d.index != NULL)
		snprintf(text, sizeof(text), "%s %s",
		    index_kind_name(d.index_kind),
		    d.index->path + strlen(folder) + 1);
	else
		assert_int_equal(d.index_kind, INDEX_NONE);
	index_stays(&d);
	dataset_clear(&d);
	return text;
}

/* The weakest name first: each one that is made beats those before it. */
static void
index_names(void **state)
{
	static const struct {
		const char *id;
		enum endpoint endpoint;
		enum format format;
		const char *names[4];
	} rows[] = {
		{ "both", ENDPOINT_READS, FORMAT_BAM,
		    { "csi one/both.csi", "csi one/both.bam.csi",
			"bai one/both.bai", "bai one/both.bam.bai" } },
		{ "both", ENDPOINT_READS, FORMAT_CRAM,
		    { "crai one/both.crai", "crai one/both.cram.crai" } },
		{ "v", ENDPOINT_VARIANTS, FORMAT_VCF,
		    { "csi one/v.csi", "tbi one/v.tbi", "csi one/v.vcf.gz.csi",
			"tbi one/v.vcf.gz.tbi" } },
		{ "w", ENDPOINT_VARIANTS, FORMAT_VCF,
		    { "csi one/w.csi", "tbi one/w.tbi", "csi one/w.vcf.bgz.csi",
			"tbi one/w.vcf.bgz.tbi" } },
		{ "b", ENDPOINT_VARIANTS, FORMAT_BCF,
		    { "csi one/b.csi", "csi one/b.bcf.csi" } },
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_string_equal(
		    index_of(rows[i].id, rows[i].endpoint, rows[i].format), "");
		for (j = 0; j < 4 && rows[i].names[j] != NULL; j++) {
			put(strchr(rows[i].names[j], ' ') + 1);
			assert_string_equal(
			    index_of(
				rows[i].id, rows[i].endpoint, rows[i].format),
			    rows[i].names[j]);
		}
	}
}

static void
index_folders(void **state)
{
	(void)state;
	assert_string_equal(index_of("farm/sub/s", ENDPOINT_READS, 0),
	    "csi farm/sub/s.bam.csi");
	/* With `index` there, and there only. */
	assert_string_equal(
	    index_of("ix/sub/s", ENDPOINT_READS, 0), "bai index/sub/s.bam.bai");
	assert_string_equal(
	    index_of("EX", ENDPOINT_READS, 0), "bai ex/ex.final.bam.bai");
	assert_string_equal(
	    index_of("EXI", ENDPOINT_READS, 0), "bai index/ex.final.bai");
	assert_int_equal(unlink(at("index/sub/s.bam.bai")), 0);
	assert_int_equal(unlink(at("index/ex.final.bai")), 0);
	assert_string_equal(index_of("ix/sub/s", ENDPOINT_READS, 0), "");
	assert_string_equal(index_of("EXI", ENDPOINT_READS, 0), "");
	/* A link out of the section is no index. */
	assert_int_equal(
	    symlink("../outside/o.bam", at("farm/own.bam.bai")), 0);
	assert_string_equal(index_of("farm/own", ENDPOINT_READS, 0), "");
}

/* An errno that realpath(3) is to fail with below a name, or 0. */
static const char *failing;
static int failure;

/* Stands before the C library's, for troubles that no file system makes. */
char *
realpath(const char *restrict path, char *restrict resolved)
{
	char *real;

	if (failing != NULL && strcmp(path, at(failing)) == 0) {
		errno = failure;
		return NULL;
	}
	real = canonicalize_file_name(path);
	if (real == NULL || resolved == NULL)
		return real;
	strcpy(resolved, real);
	free(real);
	return resolved;
}

static void
expect_url(const char *path, const char *want)
{
	const struct data *lender;
	struct fault fault = FAULT_INIT;
	char *url = NULL;

	assert_int_equal(static_url(settings, path, &url, &lender, &fault), 0);
	assert_int_equal(fault.kind, FAULT_NONE);
	if (want == NULL)
		assert_null(url);
	else {
		assert_non_null(url);
		assert_string_equal(url, want);
		assert_memory_equal(url, lender->url, strlen(lender->url));
	}
	free(url);
}

static void
url_of_paths(void **state)
{
	(void)state;
	expect_url(at("one/x y"), "https://h/one/x%20y");
	expect_url(at("one"), NULL);
	expect_url(at("one-more/x"), NULL);
	expect_url(at("two/t.bam"), NULL);
	expect_url(at("mount/not there"), "https://h/m/not%20there");
	expect_url(at("real/m.bam"), "https://h/m/m.bam");
}

static void
expect_unavailable(const char *path, const char *below, int error)
{
	const struct data *lender;
	struct fault fault = FAULT_INIT;
	char *url = NULL;

	failing = below;
	failure = error;
	assert_int_equal(static_url(settings, path, &url, &lender, &fault),
	    -1);
	assert_int_equal(fault.kind, FAULT_UNAVAILABLE);
	assert_null(strstr(fault.message, folder));
	assert_null(url);
	failing = NULL;
}

/* "No static URL" is never said of what could not be looked at. */
static void
url_just_now(void **state)
{
	static const int errors[] = { EIO, ESTALE, ENOMEM, EMFILE };
	static const struct settings none;
	const struct data *lender;
	struct dataset d;
	struct fault fault = FAULT_INIT;
	char *url;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		expect_unavailable(at("farm/own.bam"), "farm/own.bam",
		    errors[i]);
		expect_unavailable(at("real/m.bam"), "mount", errors[i]);
	}
	failing = "mount";
	failure = EACCES;
	expect_url(at("real/m.bam"), NULL);
	/* A path that leads to a section by its name asks no file system. */
	failing = "one/a.bam";
	failure = EIO;
	expect_url(at("one/a.bam"), "https://h/one/a.bam");
	failing = "ex/ex.cram";
	/* Where no section has a URL nothing is asked. */
	assert_int_equal(static_url(&none, at("ex/ex.cram"), &url, &lender,
	    &fault), 0);
	assert_null(url);
	assert_int_equal(dataset_open(settings, NULL, ENDPOINT_READS, "EX",
	    FORMAT_CRAM, &d, &fault), -1);
	assert_int_equal(fault.kind, FAULT_UNAVAILABLE);
	assert_null(d.object);
	failing = NULL;
}

static enum absence
absence_of(const char *id, enum endpoint endpoint)
{
	struct dataset d;
	struct fault fault = FAULT_INIT;

	assert_int_equal(dataset_open(settings, NULL,
	    endpoint, id, FORMAT_NONE, &d,
	    &fault), -1);
	assert_int_equal(fault.kind, FAULT_NOT_FOUND);
	return d.absence;
}

static void
absences(void **state)
{
	(void)state;
	assert_int_equal(absence_of("none", ENDPOINT_READS), ABSENCE_ID);
	assert_int_equal(absence_of("a", ENDPOINT_VARIANTS),
	    ABSENCE_ENDPOINT);
	assert_int_equal(absence_of("farm/o", ENDPOINT_READS), ABSENCE_NONE);
	assert_int_equal(absence_of("../a", ENDPOINT_READS), ABSENCE_NONE);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_tree, remove_tree)
	const struct CMUnitTest tests[] = {
		TEST(ids),
		TEST(long_id),
		TEST(missing_explicit),
		TEST(no_permission),
		cmocka_unit_test(stems),
		TEST(index_names),
		TEST(index_folders),
		TEST(url_of_paths),
		TEST(url_just_now),
		TEST(absences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
