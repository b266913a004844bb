/* Regular files as objects: what may be opened, and what is read of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/path.h"
#include "store/beneath.h"
#include "store/store_file.h"
#include "folder.h"


static void
put(const char *name, const char *text)
{
	FILE *f = fopen(at(name), "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void
make_folder(const char *name)
{
	assert_int_equal(mkdir(at(name), 0755), 0);
}

static void
make_link(const char *to, const char *name)
{
	assert_int_equal(symlink(to, at(name)), 0);
}

/*
 * root/ is served, runs/ is in follow, runs-old/ and outside/ are not;
 * alias is a link to root itself.
 */
static int
make_tree(void **state)
{
	(void)state;
	folder_make("store_file");
	make_folder("root");
	make_folder("root/sub");
	make_folder("root/dir.bam");
	make_folder("runs");
	make_folder("runs-old");
	make_folder("outside");
	put("root/a.bam", "0123456789");
	put("root/sub/b.bam", "b");
	put("root/na\303\257ve name.bam", "utf8");
	put("runs/r.bam", "r");
	put("runs-old/o.bam", "o");
	put("outside/x.bam", "x");
	make_link("a.bam", "root/inside.bam");
	make_link("sub/../a.bam", "root/dotted.bam");
	make_link("../a.bam", "root/sub/up.bam");
	make_link(at("root/a.bam"), "root/absolute.bam");
	make_link("sub", "root/linked");
	make_link("../runs/r.bam", "root/run.bam");
	make_link(at("runs/r.bam"), "root/run2.bam");
	make_link("../runs", "root/runs");
	make_link("../runs-old/o.bam", "root/old.bam");
	make_link("../outside/x.bam", "root/out.bam");
	make_link("../outside", "root/outside");
	make_link("../runs/hop.bam", "root/hop.bam");
	make_link("../outside/x.bam", "runs/hop.bam");
	make_link("loop.bam", "root/loop.bam");
	make_link("nowhere", "root/dangling.bam");
	make_link("root", "alias");
	assert_int_equal(mkfifo(at("root/fifo.bam"), 0644), 0);
	return 0;
}

static int
remove_tree(void **state)
{
	(void)state;
	return folder_remove();
}

static const struct {
	const char *relative;
	const char *content;  /* NULL: not opened */
	enum fault_kind kind; /* FAULT_NONE: missing */
	const char *detail;
} beneath[] = {
	{ "a.bam", "0123456789", 0, NULL },
	{ "sub/b.bam", "b", 0, NULL },
	{ "na\303\257ve name.bam", "utf8", 0, NULL },
	{ "inside.bam", "0123456789", 0, NULL },
	{ "dotted.bam", "0123456789", 0, NULL },
	{ "sub/up.bam", "0123456789", 0, NULL },
	{ "absolute.bam", "0123456789", 0, NULL },
	{ "linked/b.bam", "b", 0, NULL },
	{ "run.bam", "r", 0, NULL },
	{ "run2.bam", "r", 0, NULL },
	{ "runs/r.bam", "r", 0, NULL },
	{ "old.bam", NULL, FAULT_NOT_FOUND, "leads out" },
	{ "out.bam", NULL, FAULT_NOT_FOUND, "leads out" },
	{ "hop.bam", NULL, FAULT_NOT_FOUND, "leads out" },
	{ "outside/x.bam", NULL, FAULT_NOT_FOUND, "leads out" },
	{ "loop.bam", NULL, FAULT_NOT_FOUND, "go round" },
	{ "fifo.bam", NULL, FAULT_NOT_FOUND, "not a regular file" },
	{ "dir.bam", NULL, FAULT_NOT_FOUND, "not a regular file" },
	{ "none.bam", NULL, FAULT_NONE, NULL },
	{ "dangling.bam", NULL, FAULT_NONE, NULL },
	{ "none/a.bam", NULL, FAULT_NONE, NULL },
	{ "a.bam/x", NULL, FAULT_NONE, NULL },
	{ "../outside/x.bam", NULL, FAULT_NONE, NULL },
	{ "sub/../a.bam", NULL, FAULT_NONE, NULL },
	{ "./a.bam", NULL, FAULT_NONE, NULL },
	{ "sub//b.bam", NULL, FAULT_NONE, NULL },
	{ "/a.bam", NULL, FAULT_NONE, NULL },
	{ "a.bam/", NULL, FAULT_NONE, NULL },
	{ "..", NULL, FAULT_NONE, NULL },
	{ "", NULL, FAULT_NONE, NULL },
};

static void
check_beneath(const char *root, const char *const runs, size_t i)
{
	char *follow[2] = { (char *)at("not there"), (char *)runs };
	struct fault fault = FAULT_INIT;
	char text[32] = "";
	bool missing = false;
	size_t got = 0;
	struct object *o = file_open_beneath(
	    root, beneath[i].relative, follow, 2, &missing, &fault);

	if (beneath[i].content != NULL) {
		if (o == NULL)
			fail_msg("%s: %s", beneath[i].relative, fault.detail);
		assert_int_equal(object_read_some(o, text, sizeof(text) - 1, 0,
				     &got, &fault),
		    0);
		assert_string_equal(text, beneath[i].content);
	} else if (o != NULL)
		fail_msg("%s was opened", beneath[i].relative);
	assert_int_equal(missing,
	    beneath[i].content == NULL && beneath[i].kind == FAULT_NONE);
	assert_int_equal(fault.kind, beneath[i].kind);
	if (beneath[i].detail != NULL &&
	    strstr(fault.detail, beneath[i].detail) == NULL)
		fail_msg("%s: %s", beneath[i].relative, fault.detail);
	assert_null(strstr(fault.message, folder));
	object_close(o);
}

/* The kernel's way and ours, by the root's own name and by a link to it. */
static void
beneath_table(void **state)
{
	char root[128], alias[128], runs[128];
	size_t i;
	int way;

	(void)state;
	strcpy(root, at("root"));
	strcpy(alias, at("alias"));
	strcpy(runs, at("runs"));
	for (way = 0; way < 2; way++) {
		beneath_use_openat2(way == 0);
		for (i = 0; i < sizeof(beneath) / sizeof(beneath[0]); i++) {
			check_beneath(root, runs, i);
			check_beneath(alias, runs, i);
		}
	}
	beneath_use_openat2(true);
}

static void
without_follow(void **state)
{
	struct fault fault = FAULT_INIT;

	(void)state;
	assert_null(
	    file_open_beneath(at("root"), "run.bam", NULL, 0, NULL, &fault));
	assert_int_equal(fault.kind, FAULT_NOT_FOUND);
}

static void
missing_root(void **state)
{
	struct fault fault = FAULT_INIT;
	bool missing = false;

	(void)state;
	assert_null(file_open_beneath(
	    at("unmounted"), "a.bam", NULL, 0, &missing, &fault));
	assert_true(missing);
	assert_int_equal(fault.kind, FAULT_NONE);
}

/* A path is swapped for a link again and again: never the file outside. */
static void
swapped_component(void **state)
{
	struct fault fault = FAULT_INIT;
	struct object *o;
	char text[2] = "";
	bool missing;
	pid_t pid;
	int i;

	(void)state;
	make_folder("root/swap");
	put("root/swap/x.bam", "i");
	make_link("../outside", "root/swap.link");
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		for (alarm(10);;) /* ends, whatever becomes of us */
			renameat2(AT_FDCWD, at("root/swap"), AT_FDCWD,
			    at("root/swap.link"), 1 << 1 /* exchange */);
	for (i = 0; i < 2000; i++) {
		beneath_use_openat2(i % 2 == 0);
		memset(&fault, 0, sizeof(fault));
		o = file_open_beneath(
		    at("root"), "swap/x.bam", NULL, 0, &missing, &fault);
		if (o == NULL)
			continue;
		assert_int_equal(object_read(o, text, 1, 0, &fault), 0);
		assert_string_equal(text, "i");
		object_close(o);
	}
	beneath_use_openat2(true);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void
explicit_file(void **state)
{
	struct fault fault = FAULT_INIT;
	struct object *o;
	bool missing = true;

	(void)state;
	o = file_open(at("root/out.bam"), &missing, &fault);
	assert_non_null(o); /* the operator named it: links are followed */
	assert_false(missing);
	assert_int_equal(o->version.size, 1);
	assert_string_equal(o->path, at("root/out.bam"));
	object_close(o);

	assert_null(file_open(at("none"), &missing, &fault));
	assert_true(missing);
	assert_int_equal(fault.kind, FAULT_NONE);
	assert_null(file_open(at("none"), NULL, &fault));
	assert_int_equal(fault.kind, FAULT_NOT_FOUND);
	assert_non_null(strstr(fault.detail, "none"));
}

static void
not_a_file(void **state)
{
	const char *const names[] = { "root", "root/fifo.bam", "socket" };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct fault fault;
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	size_t i;

	(void)state;
	strcpy(address.sun_path, at("socket"));
	assert_int_equal(
	    bind(s, (struct sockaddr *)&address, sizeof(address)), 0);
	for (i = 0; i < 3; i++) {
		memset(&fault, 0, sizeof(fault));
		assert_null(file_open(at(names[i]), NULL, &fault));
		assert_int_equal(fault.kind, FAULT_NOT_FOUND);
		assert_non_null(strstr(fault.detail, "not a regular file"));
	}
	close(s);
	memset(&fault, 0, sizeof(fault));
	assert_null(file_open("/dev/null", NULL, &fault));
	assert_int_equal(fault.kind, FAULT_NOT_FOUND);
}

static void
no_permission(void **state)
{
	struct fault fault = FAULT_INIT;
	bool missing;

	(void)state;
	if (getuid() == 0) {
		print_message("skipped: no_permission: root may read all\n");
		skip();
	}
	put("root/secret.bam", "s");
	assert_int_equal(chmod(at("root/secret.bam"), 0), 0);
	assert_null(file_open_beneath(
	    at("root"), "secret.bam", NULL, 0, &missing, &fault));
	assert_false(missing);
	assert_int_equal(fault.kind, FAULT_INTERNAL);
	assert_non_null(strstr(fault.message, "cannot be read"));
	assert_non_null(strstr(fault.detail, "secret.bam"));
}

static void
reading(void **state)
{
	struct fault fault = FAULT_INIT;
	struct object *o = file_open(at("root/a.bam"), NULL, &fault);
	char text[16] = "";
	size_t got = 99;

	(void)state;
	assert_non_null(o);
	assert_int_equal(object_read(o, text, 4, 6, &fault), 0);
	assert_string_equal(text, "6789");
	assert_int_equal(object_read(o, text, 0, 10, &fault), 0);
	assert_int_equal(object_read_some(o, text, 16, 8, &got, &fault), 0);
	assert_int_equal(got, 2);
	assert_int_equal(object_read_some(o, text, 16, 10, &got, &fault), 0);
	assert_int_equal(got, 0);
	assert_int_equal(
	    object_read_some(o, text, 16, UINT64_MAX, &got, &fault), 0);
	assert_int_equal(got, 0);
	assert_int_equal(fault.kind, FAULT_NONE);
	assert_int_equal(object_read(o, text, 5, 6, &fault), -1);
	assert_int_equal(fault.kind, FAULT_INTERNAL);
	assert_string_equal(fault.message,
	    "the file of this dataset is truncated or was changed");
	assert_non_null(strstr(fault.detail, "a.bam: wanted 5 bytes at 6"));
	object_close(o);
	object_close(NULL);
}

static int read_error;

static ssize_t
failing_read(struct object *o, void *data, size_t bytes, uint64_t offset)
{
	(void)o, (void)data, (void)bytes, (void)offset;
	errno = read_error;
	return -1;
}

static int
failing_stat(struct object *o, struct version *version)
{
	(void)o, (void)version;
	errno = read_error;
	return -1;
}

/* What may be over with the next request is no broken file. */
static void
failing_object(void **state)
{
	static const struct {
		int			 error;
		enum fault_kind		 kind;
	} rows[] = {
		{ EIO, FAULT_UNAVAILABLE }, { ESTALE, FAULT_UNAVAILABLE },
		{ ENODEV, FAULT_UNAVAILABLE }, { EAGAIN, FAULT_UNAVAILABLE },
		{ ENOMEM, FAULT_UNAVAILABLE }, { EMFILE, FAULT_UNAVAILABLE },
		{ ENFILE, FAULT_UNAVAILABLE }, { EISDIR, FAULT_INTERNAL },
		{ EACCES, FAULT_INTERNAL }, { EINVAL, FAULT_INTERNAL },
	};
	static const struct object_ops ops = { .read = failing_read,
		.stat = failing_stat };
	struct object o = { .ops = &ops, .path = "/d/x.bam" };
	struct fault fault;
	char text[4];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		read_error = rows[i].error;
		memset(&fault, 0, sizeof(fault));
		assert_int_equal(object_read(&o, text, 1, 7, &fault), -1);
		assert_int_equal(fault.kind, rows[i].kind);
		assert_non_null(strstr(fault.message, "cannot be read"));
		assert_non_null(strstr(fault.detail, "x.bam: read at 7: "));
		memset(&fault, 0, sizeof(fault));
		assert_int_equal(object_unchanged(&o, &fault), -1);
		assert_int_equal(fault.kind, rows[i].kind);
	}
}

static void
no_descriptors(void **state)
{
	struct rlimit old, none;
	struct fault fault = FAULT_INIT;
	bool missing;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	none = old;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_null(file_open(at("root/a.bam"), &missing, &fault));
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_false(missing);
	assert_int_equal(fault.kind, FAULT_UNAVAILABLE);
	assert_non_null(strstr(fault.detail, "a.bam"));
}

/* Of what was opened, whatever its name has by then. */
static void
permissions(void **state)
{
	struct fault fault = FAULT_INIT;
	struct object *o;

	(void)state;
	assert_int_equal(chmod(at("root/a.bam"), 0640), 0);
	assert_non_null(o = file_open(at("root/inside.bam"), NULL, &fault));
	assert_int_equal(chmod(at("root/a.bam"), 0604), 0);
	assert_int_equal(o->mode, 0640);
	object_close(o);
	assert_non_null(o = file_open(at("root/a.bam"), NULL, &fault));
	assert_int_equal(o->mode, 0604);
	object_close(o);
}

static void
changes(void **state)
{
	struct fault fault = FAULT_INIT;
	struct object *o;
	int fd;

	(void)state;
	put("root/c.bam", "c");
	o = file_open(at("root/c.bam"), NULL, &fault);
	assert_non_null(o);
	assert_int_equal(object_unchanged(o, &fault), 0);
	fd = open(at("root/c.bam"), O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "d", 1), 1);
	close(fd);
	assert_int_equal(object_unchanged(o, &fault), -1);
	assert_int_equal(fault.kind, FAULT_UNAVAILABLE);
	assert_non_null(strstr(fault.detail, "c.bam"));
	object_close(o);
}

static void
replaced(void **state)
{
	struct fault fault = FAULT_INIT;
	struct version first;
	struct object *o;

	(void)state;
	put("root/v.bam", "v");
	o = file_open(at("root/v.bam"), NULL, &fault);
	assert_non_null(o);
	first = o->version;
	assert_true(version_equal(&first, &o->version));
	put("root/v.new", "w");
	assert_int_equal(rename(at("root/v.new"), at("root/v.bam")), 0);
	object_close(o);
	o = file_open(at("root/v.bam"), NULL, &fault);
	assert_non_null(o);
	assert_false(version_equal(&first, &o->version));
	object_close(o);
}

static void
paths(void **state)
{
	(void)state;
	assert_string_equal(path_rest("/a/b/c", "/a/b"), "c");
	assert_string_equal(path_rest("/a/b/c", "/a"), "b/c");
	assert_string_equal(path_rest("/a/b", "/"), "a/b");
	assert_string_equal(path_rest("/a/b", "/a/"), "b");
	assert_null(path_rest("/a/bc", "/a/b"));
	assert_null(path_rest("/a/b", "/a/b"));
	assert_null(path_rest("/a/b/", "/a/b"));
	assert_true(beneath_plain("a"));
	assert_true(beneath_plain("...") && beneath_plain("a/.b/..c"));
	assert_false(beneath_plain("a/.") || beneath_plain("../a"));
}

static void
resolves_to(struct object *o, const char *name)
{
	char *want = name != NULL ? realpath(at(name), NULL) : NULL;
	char *real = object_resolve(o);

	if (want == NULL)
		assert_null(real);
	else {
		assert_non_null(real);
		assert_string_equal(real, want);
	}
	free(real);
	free(want);
}

/* What a web server is told is the very file that was opened. */
static void
where_it_is(void **state)
{
	struct fault fault = FAULT_INIT;
	struct object *o = file_open(at("root/linked/up.bam"), NULL, &fault);

	(void)state;
	assert_non_null(o);
	resolves_to(o, "root/a.bam");
	make_link("../runs/r.bam", "root/other.bam");
	assert_int_equal(rename(at("root/other.bam"), at("root/sub/up.bam")),
	    0);
	resolves_to(o, "root/a.bam");
	/* Another of that name, and one named as what is gone is shown. */
	put("root/new.bam", "0123456789");
	assert_int_equal(rename(at("root/new.bam"), at("root/a.bam")), 0);
	resolves_to(o, NULL);
	put("root/a.bam (deleted)", "0123456789");
	resolves_to(o, NULL);
	object_close(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    beneath_table, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(
		    without_follow, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(
		    missing_root, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(
		    swapped_component, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(
		    explicit_file, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(
		    not_a_file, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(
		    no_permission, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(
		    reading, make_tree, remove_tree),
		cmocka_unit_test(failing_object),
		cmocka_unit_test_setup_teardown(
		    no_descriptors, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(
		    permissions, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(
		    changes, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(
		    replaced, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(
		    where_it_is, make_tree, remove_tree),
		cmocka_unit_test(paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
