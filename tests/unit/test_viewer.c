/* What a viewer sees of the ids: all, nothing, parts, or a refusal. */
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

static const char configuration[] =
    "[access]\nsecret = @/secret\ngrants = @/grants\n"
    "[data public]\npath = @/public\nprefix = p/\n"
    "[data hidden]\npath = @/hidden\nprefix = p/deep/\nallow = alice\n"
    "hide = yes\n"
    "[data shut]\npath = @/shut\nprefix = p/shut/\nallow = alice\n"
    "[data ex]\nid = p/EX\nbam = @/hidden/only.bam\nallow = alice\n"
    "hide = yes\n"
    "[data gone]\nid = p/gone\nbam = @/none.bam\nallow = alice\n"
    "[data open]\npath = @/open\nprefix = o/\nurl = https://h/o\n"
    "[data farm]\npath = @/farm\nprefix = f/\nfollow = @/open\n"
    "allow = alice\n"
    "[data same]\npath = @/same\nprefix = fa/\nfollow = @/open\n"
    "allow = alice\nforward_authorization = yes\n"
    "[data lent]\npath = @/lent\nprefix = lent/\nurl = https://h/lent\n"
    "allow = alice\nforward_authorization = yes\n"
    "[data borrows]\nid = borrowed\nbam = @/lent/l.bam\n"
    "allow = alice\nforward_authorization = yes\n"
    "[data tape]\npath = @/tape\nprefix = t/\nallow = alice\n"
    "offline = 503\n"
    "[data tape2]\npath = @/tape\nprefix = t2/\noffline = 503\n"
    "[data tape3]\npath = @/tape\nprefix = t3/\noffline = read\n";

static struct settings *settings;
static struct rights *rights;

static int
make_tree(void **state)
{
	static const char *const folders[] = { "public", "public/deep",
		"public/shut", "hidden", "shut", "open", "farm", "same",
		"tape", "lent" };
	static const char *const files[] = { "public/a.bam",
		"public/deep/x.bam", "public/deep/v.vcf.gz", "public/EX.bam",
		"public/shut/a.bam", "public/shut/b.bam", "hidden/x.bam",
		"hidden/only.bam", "hidden/v.bam", "shut/a.bam", "open/l.bam",
		"farm/own.bam", "lent/l.bam", "tape/here.bam",
		"tape/away.bam" };
	struct fault fault = FAULT_INIT;
	size_t i;

	(void)state;
	folder_make("viewer");
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		assert_int_equal(mkdir(at(folders[i]), 0755), 0);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		folder_put(files[i], "");
	assert_int_equal(symlink("../open/l.bam", at("farm/l.bam")), 0);
	assert_int_equal(symlink("../open/l.bam", at("same/l.bam")), 0);
	assert_int_equal(truncate(at("tape/away.bam"), 1 << 20), 0);
	folder_put("b.bed", "1\t10\t20\n");
	folder_put("grants", "bob\tp/*\t@/b.bed\nbob\tlent/*\t@/b.bed\n");
	folder_put("htsgate.ini", configuration);
	settings = settings_load(at("htsgate.ini"), &fault);
	if (settings == NULL)
		fail_msg("%s", fault.detail);
	assert_non_null(rights = rights_new());
	rights_use(rights, settings);
	return 0;
}

static int
remove_tree(void **state)
{
	(void)state;
	rights_free(rights);
	settings_free(settings);
	return folder_remove();
}

static int
open_as(const char *user, const char *id, enum endpoint endpoint,
    enum format format, struct dataset *d, struct fault *fault)
{
	const struct caller caller = { .user = user };
	const struct viewer viewer = { rights, &caller, NULL };

	*fault = (struct fault)FAULT_INIT;
	return dataset_open(settings, &viewer, endpoint, id, format, d, fault);
}

#define READS	ENDPOINT_READS, FORMAT_NONE
#define CRAM	ENDPOINT_READS, FORMAT_CRAM
#define OTHERS	ENDPOINT_VARIANTS, FORMAT_NONE

/* Who asks for what: the file and the verdict, or the fault. */
static const struct {
	const char	*user;
	const char	*id;
	enum endpoint	 endpoint;
	enum format	 format;
	const char	*path;
	enum verdict	 verdict;
	enum fault_kind	 kind;
} table[] = {
#define OPENED(path, verdict)	path, VERDICT_##verdict, FAULT_NONE
#define REFUSED(kind)		NULL, VERDICT_OPEN, FAULT_##kind
	{ NULL, "p/a", READS, OPENED("public/a.bam", OPEN) },
	{ "alice", "p/a", READS, OPENED("public/a.bam", OPEN) },
	{ "bob", "p/a", READS, OPENED("public/a.bam", OPEN) },
	/* A hidden section is passed over as if it were not there. */
	{ "alice", "p/deep/x", READS, OPENED("hidden/x.bam", ALLOWED) },
	{ "eve", "p/deep/x", READS, OPENED("public/deep/x.bam", OPEN) },
	{ NULL, "p/deep/x", READS, OPENED("public/deep/x.bam", OPEN) },
	{ "alice", "p/EX", READS, OPENED("hidden/only.bam", ALLOWED) },
	{ NULL, "p/EX", READS, OPENED("public/EX.bam", OPEN) },
	{ "alice", "p/deep/only", READS, OPENED("hidden/only.bam", ALLOWED) },
	{ "eve", "p/deep/only", READS, REFUSED(NOT_FOUND) },
	{ NULL, "p/deep/only", READS, REFUSED(NOT_FOUND) },
	{ "alice", "p/deep/only", CRAM, REFUSED(UNSUPPORTED_FORMAT) },
	{ "eve", "p/deep/only", CRAM, REFUSED(NOT_FOUND) },
	{ "eve", "p/deep/x", CRAM, REFUSED(UNSUPPORTED_FORMAT) },
	/* One that is not hidden refuses, whatever else is wrong. */
	{ "alice", "p/shut/a", READS, OPENED("shut/a.bam", ALLOWED) },
	{ NULL, "p/shut/a", READS, REFUSED(INVALID_AUTHENTICATION) },
	{ "", "p/shut/a", READS, REFUSED(INVALID_AUTHENTICATION) },
	{ "eve", "p/shut/a", READS, REFUSED(PERMISSION_DENIED) },
	{ "alice", "p/shut/a", CRAM, REFUSED(UNSUPPORTED_FORMAT) },
	{ "eve", "p/shut/a", CRAM, REFUSED(PERMISSION_DENIED) },
	{ NULL, "p/shut/a", CRAM, REFUSED(INVALID_AUTHENTICATION) },
	{ "alice", "p/gone", READS, REFUSED(NOT_FOUND) },
	{ "eve", "p/gone", READS, REFUSED(PERMISSION_DENIED) },
	/* What it has not, it does not refuse. */
	{ "eve", "p/shut/b", READS, OPENED("public/shut/b.bam", OPEN) },
	{ "eve", "p/shut/none", READS, REFUSED(NOT_FOUND) },
	{ NULL, "p/shut/none", READS, REFUSED(NOT_FOUND) },
	/* Grants. */
	{ "bob", "p/shut/a", READS, OPENED("shut/a.bam", PARTLY) },
	{ "bob", "p/deep/x", READS, OPENED("hidden/x.bam", PARTLY) },
	{ "bob", "p/EX", READS, OPENED("hidden/only.bam", PARTLY) },
	{ "bob", "f/own", READS, REFUSED(PERMISSION_DENIED) },
	/* A guarded file with a static URL. */
	{ "alice", "f/own", READS, OPENED("farm/own.bam", ALLOWED) },
	{ "alice", "f/l", READS, REFUSED(INTERNAL) },
	{ "eve", "f/l", READS, REFUSED(PERMISSION_DENIED) },
	{ NULL, "f/l", READS, REFUSED(INVALID_AUTHENTICATION) },
	/* The other section gives it to everybody. */
	{ "alice", "fa/l", READS, REFUSED(INTERNAL) },
	{ "alice", "lent/l", READS, OPENED("lent/l.bam", ALLOWED) },
	{ "alice", "borrowed", READS, OPENED("lent/l.bam", ALLOWED) },
	/* On tape. */
	{ "alice", "t/here", READS, OPENED("tape/here.bam", ALLOWED) },
	{ "alice", "t/away", READS, REFUSED(OFFLINE) },
	{ "eve", "t/away", READS, REFUSED(PERMISSION_DENIED) },
	{ NULL, "t/away", READS, REFUSED(INVALID_AUTHENTICATION) },
	{ NULL, "t2/here", READS, OPENED("tape/here.bam", OPEN) },
	{ NULL, "t2/away", READS, REFUSED(OFFLINE) },
	{ NULL, "t3/away", READS, OPENED("tape/away.bam", OPEN) },
};

static void
check_row(size_t i)
{
	struct dataset d;
	struct fault fault;
	int result = open_as(table[i].user, table[i].id, table[i].endpoint,
	    table[i].format, &d, &fault);

	if (fault.kind != table[i].kind)
		fail_msg("row %zu: %s: %s: %s", i, table[i].id, fault.message,
		    fault.detail);
	assert_null(strstr(fault.message, folder));
	assert_int_equal(result, table[i].path != NULL ? 0 : -1);
	if (table[i].path != NULL) {
		assert_string_equal(d.path, at(table[i].path));
		assert_int_equal(d.judgement.verdict, table[i].verdict);
		assert_int_equal(d.judgement.granted != NULL,
		    table[i].verdict == VERDICT_PARTLY);
	} else
		assert_null(d.object);
	dataset_clear(&d);
}

static void
viewers(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		check_row(i);
}

/* A hidden id, and one that nobody has, of as many bytes. */
static void
expect_alike(const char *user, const char *hidden, const char *unknown,
    enum endpoint endpoint, enum format format)
{
	struct fault a, b;
	struct dataset d, e;

	assert_int_equal(open_as(user, hidden, endpoint, format, &d, &a), -1);
	assert_int_equal(open_as(user, unknown, endpoint, format, &e, &b), -1);
	assert_int_equal(a.kind, FAULT_NOT_FOUND);
	assert_int_equal(a.kind, b.kind);
	assert_string_equal(a.message, b.message);
	assert_string_equal(a.detail, hidden);
	assert_int_equal(d.absence, ABSENCE_ID);
	assert_int_equal(e.absence, ABSENCE_ID);
}

static void
hidden_alike(void **state)
{
	static const char *const users[] = { NULL, "", "eve" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		expect_alike(users[i], "p/deep/only", "p/deep/none", READS);
		expect_alike(users[i], "p/deep/only", "p/deep/none", CRAM);
		/* Its other endpoint is not told either. */
		expect_alike(users[i], "p/deep/only", "p/deep/none", OTHERS);
	}
}

/* What may not be seen does not tell that it has another endpoint. */
static void
shut_endpoint(void **state)
{
	struct dataset d;
	struct fault fault;

	(void)state;
	assert_int_equal(unlink(at("public/shut/a.bam")), 0);
	assert_int_equal(open_as("alice", "p/shut/a", OTHERS, &d, &fault), -1);
	assert_int_equal(d.absence, ABSENCE_ENDPOINT);
	assert_int_equal(open_as("eve", "p/shut/a", OTHERS, &d, &fault), -1);
	assert_int_equal(fault.kind, FAULT_NOT_FOUND);
	assert_int_equal(d.absence, ABSENCE_ID);
}

/* Who has a signature, and the operator. */
static void
no_viewer(void **state)
{
	struct fault fault = FAULT_INIT;
	struct dataset d;

	(void)state;
	assert_int_equal(dataset_open(settings, NULL, ENDPOINT_READS,
	    "p/deep/only", FORMAT_NONE, &d, &fault), 0);
	assert_int_equal(d.judgement.verdict, VERDICT_ALLOWED);
	dataset_clear(&d);
	assert_int_equal(dataset_open(settings, NULL, ENDPOINT_READS, "f/l",
	    FORMAT_NONE, &d, &fault), -1);
	assert_int_equal(fault.kind, FAULT_INTERNAL);
}

static int
open_version(const char *version, const char *id, enum format format,
    struct dataset *d, struct fault *fault)
{
	const struct viewer viewer = { rights, NULL, version };

	*fault = (struct fault)FAULT_INIT;
	return dataset_open(settings, &viewer, ENDPOINT_READS, id, format, d,
	    fault);
}

/*
 * Who has a signature gets the file that was signed, in whichever section, and
 * learns nothing of those before it: p/deep/x is in [data hidden], too.
 */
static void
versions(void **state)
{
	char public[VERSION_TEXT + 1], none[] = "0123456789abcdef"
	    "0123456789abcdef";
	struct fault fault;
	struct dataset d;

	(void)state;
	assert_int_equal(open_as("eve", "p/deep/x", READS, &d, &fault), 0);
	assert_string_equal(d.path, at("public/deep/x.bam"));
	version_text(&d.object->version, public);
	dataset_clear(&d);
	assert_int_equal(open_version(public, "p/deep/x", FORMAT_NONE, &d,
	    &fault), 0);
	assert_string_equal(d.path, at("public/deep/x.bam"));
	dataset_clear(&d);
	assert_int_equal(open_version(none, "p/deep/x", FORMAT_BAM, &d,
	    &fault), -1);
	assert_int_equal(fault.kind, FAULT_NOT_FOUND);
	assert_int_equal(d.absence, ABSENCE_CHANGED);
	/* On tape, and of another version. */
	assert_int_equal(open_version(none, "t/away", FORMAT_BAM, &d,
	    &fault), -1);
	assert_int_equal(d.absence, ABSENCE_CHANGED);
	/* What nobody has is told as without a version. */
	assert_int_equal(open_version(none, "p/deep/x", FORMAT_CRAM, &d,
	    &fault), -1);
	assert_int_equal(fault.kind, FAULT_UNSUPPORTED_FORMAT);
	assert_int_equal(open_version(none, "p/nothing", FORMAT_BAM, &d,
	    &fault), -1);
	assert_int_equal(fault.kind, FAULT_NOT_FOUND);
	assert_int_equal(d.absence, ABSENCE_ID);
}

/* The web server gives all of a file, so parts of it are for us to give. */
static void
granted_url(void **state)
{
	struct fault fault;
	struct dataset d;

	(void)state;
	assert_int_equal(open_as("alice", "lent/l", READS, &d, &fault), 0);
	assert_string_equal(d.url, "https://h/lent/l.bam");
	dataset_clear(&d);
	assert_int_equal(open_as("bob", "lent/l", READS, &d, &fault), 0);
	assert_int_equal(d.judgement.verdict, VERDICT_PARTLY);
	assert_null(d.url);
	dataset_clear(&d);
}

/* Grants that are broken close what they opened, and hide it again. */
static void
broken_grants(void **state)
{
	struct fault fault;
	struct dataset d;

	(void)state;
	folder_put("b.bed", "1\t20\t10\n");
	rights_free(rights);
	assert_non_null(rights = rights_new());
	rights_use(rights, settings);
	assert_int_equal(open_as("bob", "p/shut/a", READS, &d, &fault), -1);
	assert_int_equal(fault.kind, FAULT_PERMISSION_DENIED);
	expect_alike("bob", "p/deep/only", "p/deep/none", READS);
}

int
main(void)
{
#define TEST(f)	cmocka_unit_test_setup_teardown(f, make_tree, remove_tree)
	const struct CMUnitTest tests[] = {
		TEST(viewers),
		TEST(hidden_alike),
		TEST(shut_endpoint),
		TEST(no_viewer),
		TEST(versions),
		TEST(granted_url),
		TEST(broken_grants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
