/* Ids of tables among those of other sections, and who may read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "catalogue/dataset.h"
#include "folder.h"

static const char guarded[] = "[access]\nsecret = @/secret\n";
static const char sections[] =
    "[data dir]\npath = @/dir\n"
    "[data web]\npath = @/web\nprefix = web/\nurl = https://h/w\n"
    "[data one]\nmanifest = @/one.tsv\nindex = @/index\n"
    "[data two]\nmanifest = @/two.tsv\n"
    "[data hidden]\nmanifest = @/hidden.tsv\nprefix = h/\nhide = yes\n"
    "[data bad]\nmanifest = @/none.tsv\nprefix = bad/\n"
    "[data bad hidden]\nmanifest = @/none.tsv\nprefix = hb/\nhide = yes\n"
    "[data ex]\nid = explicit\nbam = @/files/e.bam\n";
static const char one[] = "#id\tformat\n"
    "both\tBAM\t@/files/1.bam\n"
    "both\tCRAM\t@/files/1.cram\t@/index/odd.crai\n"
    "explicit\tBAM\t@/files/1.bam\n"
    "explicit\tVCF\t@/files/1.vcf.gz\n"
    "gone\tBAM\t@/files/gone.bam\n"
    "in-dir\tBAM\t@/files/1.bam\n"
    "indexed\tBAM\t@/files/1.bam\t@/index/odd.csi\n"
    "no-index\tBAM\t@/files/2.bam\t@/index/none.bai\n"
    "on-web\tBAM\t@/web/w.bam\n"
    "on-web-shut\tBAM\t@/web/w.bam\t\t\tann\n"
    "shut\tBAM\t@/files/1.bam\t\t\tann\n"
    "shut\tVCF\t@/files/1.vcf.gz\n"
    "zz-broken\tBAM\tfiles/1.bam\n";
static const char two[] = "both\tBAM\t@/files/2.bam\n"
    "both\tVCF\t@/files/1.vcf.gz\n"
    "two\tBAM\t@/files/2.bam\n"
    "zz-broken\tBAM\t@/files/2.bam\n";
static const char hidden[] = "a\tBAM\t@/files/1.bam\t\t\tann\n"
    "b\tBAM\tfiles\n";

static struct settings *settings;
static struct rights *rights;

static void
load(const char *first)
{
	char text[2048];
	struct fault fault = FAULT_INIT;

	snprintf(text, sizeof(text), "%s%s", first, sections);
	folder_put("htsgate.ini", text);
	settings_free(settings);
	settings = settings_load(at("htsgate.ini"), &fault);
	if (settings == NULL)
		fail_msg("%s", fault.detail);
	rights_use(rights, settings);
}

static int
make_tree(void **state)
{
	static const char *const folders[] = { "dir", "dir/h", "dir/bad",
		"dir/hb", "web", "files", "index" };
	static const char *const files[] = { "dir/in-dir.bam",
		"dir/in-dir.vcf.gz", "dir/only.bam", "dir/zz-broken.bam",
		"dir/h/a.bam", "dir/h/b.bam", "dir/bad/x.bam",
		"dir/hb/x.bam", "web/w.bam", "files/1.bam", "files/1.cram",
		"files/1.vcf.gz", "files/2.bam", "files/2.bam.bai",
		"files/e.bam", "index/1.bam.bai", "index/odd.csi",
		"index/odd.crai" };
	size_t i;

	(void)state;
	folder_make("manifest_ids");
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		assert_int_equal(mkdir(at(folders[i]), 0755), 0);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		folder_put(files[i], "");
	folder_put("one.tsv", one);
	folder_put("two.tsv", two);
	folder_put("hidden.tsv", hidden);
	assert_non_null(rights = rights_new());
	load(guarded);
	return 0;
}

static int
remove_tree(void **state)
{
	(void)state;
	rights_free(rights);
	settings_free(settings);
	settings = NULL;
	return folder_remove();
}

#define BAM	ENDPOINT_READS, FORMAT_NONE
#define CRAM	ENDPOINT_READS, FORMAT_CRAM
#define VCF	ENDPOINT_VARIANTS, FORMAT_NONE
#define BCF	ENDPOINT_VARIANTS, FORMAT_BCF

/* Who asks for what: section, file, URL and index, or the fault. */
static const struct {
	const char	*user, *id;
	enum endpoint	 endpoint;
	enum format	 format;
	const char	*section, *path, *url;
	enum index_kind	 index;
	enum verdict	 verdict;
	enum fault_kind	 kind;
} table[] = {
#define OPENED(section, path, index)	section, path, NULL, INDEX_##index, \
	VERDICT_OPEN, 0
#define REFUSED(kind)	NULL, NULL, NULL, 0, 0, FAULT_##kind
	{ NULL, "both", BAM, OPENED("one", "files/1.bam", BAI) },
	{ NULL, "both", CRAM, OPENED("one", "files/1.cram", CRAI) },
	/* What the first lacks for an endpoint the next one has. */
	{ NULL, "both", VCF, OPENED("two", "files/1.vcf.gz", NONE) },
	{ NULL, "both", BCF, REFUSED(UNSUPPORTED_FORMAT) },
	{ NULL, "two", BAM, OPENED("two", "files/2.bam", BAI) },
	{ NULL, "two", CRAM, REFUSED(UNSUPPORTED_FORMAT) },
	{ NULL, "two", VCF, REFUSED(NOT_FOUND) },
	{ NULL, "explicit", BAM, OPENED("ex", "files/e.bam", NONE) },
	{ NULL, "explicit", VCF, OPENED("one", "files/1.vcf.gz", NONE) },
	{ NULL, "in-dir", BAM, OPENED("one", "files/1.bam", BAI) },
	{ NULL, "in-dir", VCF, OPENED("dir", "dir/in-dir.vcf.gz", NONE) },
	{ NULL, "only", BAM, OPENED("dir", "dir/only.bam", NONE) },
	{ NULL, "gone", BAM, REFUSED(NOT_FOUND) },
	{ NULL, "none", BAM, REFUSED(NOT_FOUND) },
	{ NULL, "#id", BAM, REFUSED(NOT_FOUND) },
	{ NULL, "indexed", BAM, OPENED("one", "files/1.bam", CSI) },
	/* The one that is named, or none. */
	{ NULL, "no-index", BAM, OPENED("one", "files/2.bam", NONE) },
	{ NULL, "on-web", BAM, "one", "web/w.bam", "https://h/w/w.bam",
	    INDEX_NONE, VERDICT_OPEN, 0 },
	{ "ann", "on-web-shut", BAM, REFUSED(INTERNAL) },
	{ NULL, "on-web-shut", BAM, REFUSED(INVALID_AUTHENTICATION) },
	{ "ann", "shut", BAM, "one", "files/1.bam", NULL, INDEX_BAI,
	    VERDICT_ALLOWED, 0 },
	{ "bob", "shut", BAM, REFUSED(PERMISSION_DENIED) },
	{ "bob", "shut", CRAM, REFUSED(PERMISSION_DENIED) },
	{ NULL, "shut", BAM, REFUSED(INVALID_AUTHENTICATION) },
	{ NULL, "shut", VCF, OPENED("one", "files/1.vcf.gz", NONE) },
	{ "ann", "h/a", BAM, "hidden", "files/1.bam", NULL, INDEX_NONE,
	    VERDICT_ALLOWED, 0 },
	{ "bob", "h/a", BAM, OPENED("dir", "dir/h/a.bam", NONE) },
	/* No file stands in for one that cannot be told. */
	{ NULL, "zz-broken", BAM, REFUSED(INTERNAL) },
	{ NULL, "zz-broken", VCF, REFUSED(INTERNAL) },
	{ "ann", "h/b", BAM, REFUSED(NOT_FOUND) },
	{ NULL, "bad/x", BAM, REFUSED(INTERNAL) },
	{ NULL, "bad/none", BAM, REFUSED(INTERNAL) },
	{ NULL, "hb/x", BAM, REFUSED(NOT_FOUND) },
};

static void
check_opened(size_t i, struct dataset *d)
{
	struct fault fault = FAULT_INIT;

	assert_int_equal(dataset_open_index(d, &fault), 0);
	assert_string_equal(d->path, at(table[i].path));
	assert_string_equal(d->section->name, table[i].section);
	assert_int_equal(d->index_kind, table[i].index);
	assert_int_equal(d->judgement.verdict, table[i].verdict);
	assert_int_equal(d->index != NULL, table[i].index != INDEX_NONE);
	if (table[i].url == NULL)
		assert_null(d->url);
	else
		assert_string_equal(d->url, table[i].url);
}

static void
ids(void **state)
{
	struct dataset d;
	struct fault fault;
	struct caller caller;
	struct viewer viewer = { rights, &caller, NULL };
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		fault = (struct fault)FAULT_INIT;
		caller = (struct caller){ .user = table[i].user };
		rc = dataset_open(settings, &viewer, table[i].endpoint,
		    table[i].id, table[i].format, &d, &fault);
		if (fault.kind != table[i].kind)
			fail_msg("%s: %s: %s", table[i].id, fault.message,
			    fault.detail);
		assert_null(strstr(fault.message, folder));
		assert_int_equal(rc, fault.kind == FAULT_NONE ? 0 : -1);
		if (rc == 0)
			check_opened(i, &d);
		dataset_clear(&d);
	}
}

static void
expect_kind(const struct viewer *viewer, const char *id, enum fault_kind kind)
{
	struct fault fault = FAULT_INIT;
	struct dataset d;

	(void)dataset_open(settings, viewer, ENDPOINT_READS, id, FORMAT_BAM,
	    &d, &fault);
	if (fault.kind != kind)
		fail_msg("%s: %s: %s", id, fault.message, fault.detail);
	dataset_clear(&d);
}

/* The operator hears of what is hidden. */
static void
the_operator_sees_all(void **state)
{
	(void)state;
	expect_kind(NULL, "h/a", FAULT_NONE);
	expect_kind(NULL, "h/b", FAULT_INTERNAL);
	expect_kind(NULL, "hb/x", FAULT_INTERNAL);
	expect_kind(NULL, "shut", FAULT_NONE);
	expect_kind(NULL, "on-web-shut", FAULT_INTERNAL);
}

/* `allow` of a row does not count for nothing. */
static void
no_secret(void **state)
{
	const struct caller ann = { .user = "ann" }, nobody = { .user = NULL };
	const struct viewer viewers[] = { { rights, &ann, NULL },
		{ rights, &nobody, NULL } };
	size_t i;

	(void)state;
	load("");
	for (i = 0; i < 2; i++) {
		expect_kind(&viewers[i], "shut", FAULT_INTERNAL);
		expect_kind(&viewers[i], "both", FAULT_NONE);
		expect_kind(&viewers[i], "h/a", FAULT_NOT_FOUND);
	}
	load(guarded);
}

/* What a broken table may have guarded is not given without a signature. */
static void
unsigned_versions(void **state)
{
	const struct caller nobody = { .user = NULL };
	struct fault fault = FAULT_INIT;
	struct dataset d;
	char version[VERSION_TEXT + 1];
	struct viewer viewer = { rights, &nobody, version };

	(void)state;
	assert_int_equal(dataset_open(settings, NULL, ENDPOINT_READS, "only",
	    FORMAT_BAM, &d, &fault), 0);
	version_text(&d.object->version, version);
	dataset_clear(&d);
	expect_kind(&viewer, "only", FAULT_NONE);
	folder_put("two.tsv", "only\tBAM\tx\n");
	expect_kind(&viewer, "only", FAULT_INTERNAL);
	viewer.caller = NULL;
	expect_kind(&viewer, "only", FAULT_NONE);
	folder_put("two.tsv", two);
}

/* A URL of data holds for a version, whatever another section has. */
static void
versions(void **state)
{
	struct fault fault = FAULT_INIT;
	struct dataset d;
	char version[VERSION_TEXT + 1];
	struct viewer viewer = { rights, NULL, version };

	(void)state;
	assert_int_equal(dataset_open(settings, NULL, ENDPOINT_READS, "shut",
	    FORMAT_BAM, &d, &fault), 0);
	version_text(&d.object->version, version);
	dataset_clear(&d);
	expect_kind(&viewer, "shut", FAULT_NONE);
	expect_kind(&viewer, "only", FAULT_NOT_FOUND);
	expect_kind(&viewer, "zz-broken", FAULT_NOT_FOUND);
	expect_kind(&viewer, "bad/none", FAULT_INTERNAL);
	folder_put("one.tsv", "shut\tBAM\t@/files/2.bam\n");
	expect_kind(&viewer, "shut", FAULT_NOT_FOUND);
	folder_put("one.tsv", one);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids),
		cmocka_unit_test(the_operator_sees_all),
		cmocka_unit_test(no_secret),
		cmocka_unit_test(versions),
		cmocka_unit_test(unsigned_versions),
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
