/* A file that is read again when it changes, and what is left of it when it
 * cannot be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "access/watch.h"
#include "base/log.h"
#include "folder.h"

#define MOST	100

static struct watch watch;
static uint64_t turn;
static char taken[MOST + 1];	/* "" when nothing is */
static unsigned takes;
static long ahead;		/* seconds that time(2) is ahead of files */
static unsigned changes;	/* of the file while it is read, to come */

/* Late enough to have other times than what was there before. */
static void
put(const char *name, const char *text)
{
	FILE *f;

	usleep(20000);
	f = fopen(at(name), "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* These two stand before the C library's. */
time_t
time(time_t *t)
{
	struct timespec now;

	(void)t;
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec + ahead;
}

ssize_t
pread(int fd, void *data, size_t bytes, off_t offset)
{
	if (changes > 0) {
		changes--;
		put("f", changes % 2 ? "first" : "other");
	}
	return syscall(SYS_pread64, fd, data, bytes, offset);
}

static int
take(void *arg, const struct watch_text *text, struct fault *fault)
{
	assert_ptr_equal(arg, &watch);
	assert_int_equal(text->s[text->bytes], '\0');
	assert_string_equal(taken, "");
	takes++;
	if (strncmp(text->s, "bad", 3) == 0)
		return fault_detail(fault, FAULT_INTERNAL, "m", "line 1: %s",
		    text->s);
	snprintf(taken, sizeof(taken), "%s", text->s);
	return 0;
}

static void
drop(void *arg)
{
	assert_ptr_equal(arg, &watch);
	taken[0] = '\0';
}

static int
set_up(void **state)
{
	(void)state;
	folder_make("watch");
	watch = (struct watch){ .what = "[access] groups", .most = MOST,
		.take = take, .drop = drop, .arg = &watch };
	turn = takes = changes = 0;
	ahead = 10;
	put("f", "first");
	watch_path(&watch, at("f"));
	return log_open(at("log"), LOG_ERROR);
}

static int
tear_down(void **state)
{
	(void)state;
	watch_clear(&watch);
	assert_string_equal(taken, "");
	log_open(NULL, LOG_WARNING);
	return folder_remove();
}

/* A look in a new turn: what is taken then, NULL for nothing. */
static void
expect(const char *want)
{
	assert_int_equal(watch_look(&watch, ++turn), want != NULL);
	assert_string_equal(taken, want != NULL ? want : "");
}

static unsigned
lines_logged(void)
{
	FILE *f = fopen(at("log"), "r");
	unsigned n = 0;
	int c;

	assert_non_null(f);
	while ((c = getc(f)) != EOF)
		n += c == '\n';
	fclose(f);
	return n;
}

static void
unchanged(void **state)
{
	(void)state;
	expect("first");
	expect("first");
	expect("first");
	assert_int_equal(takes, 1);
	/* What is taken is not looked at twice in one turn. */
	put("f", "second");
	assert_true(watch_look(&watch, turn));
	assert_string_equal(taken, "first");
	expect("second");
	assert_int_equal(takes, 2);
	assert_int_equal(lines_logged(), 0);
}

/* Within the grain of its times a file can change and look the same. */
static void
young(void **state)
{
	(void)state;
	ahead = 0;
	expect("first");
	expect("first");
	assert_int_equal(takes, 2);
	ahead = -100;
	expect("first");
	assert_int_equal(takes, 3);
	ahead = 10;
	expect("first");
	expect("first");
	assert_int_equal(takes, 4);
}

static void
keep_times(const char *name, const struct stat *st)
{
	const struct timespec times[2] = { st->st_atim, st->st_mtim };

	assert_int_equal(utimensat(AT_FDCWD, at(name), times, 0), 0);
}

/* The same size and the same mtime do not hide a change. */
static void
alike(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(stat(at("f"), &st), 0);
	expect("first");
	put("g", "other");
	keep_times("g", &st);
	assert_int_equal(rename(at("g"), at("f")), 0);
	expect("other");
	put("f", "first");
	keep_times("f", &st);
	expect("first");
	assert_int_equal(chmod(at("f"), 0600), 0);
	expect("first");
	assert_int_equal(takes, 4);
	/* Another file by a link is another file. */
	put("g", "other");
	assert_int_equal(unlink(at("f")), 0);
	assert_int_equal(symlink("g", at("f")), 0);
	expect("other");
}

static void
lost(void **state)
{
	(void)state;
	expect("first");
	assert_int_equal(unlink(at("f")), 0);
	expect(NULL);
	expect(NULL);
	assert_int_equal(lines_logged(), 1);
	assert_non_null(strstr(watch_trouble(&watch), at("f")));
	assert_int_equal(mkfifo(at("f"), 0644), 0);
	expect(NULL);
	expect(NULL);
	assert_int_equal(lines_logged(), 2);
	assert_int_equal(unlink(at("f")), 0);
	assert_int_equal(mkdir(at("f"), 0755), 0);
	expect(NULL);
	assert_int_equal(rmdir(at("f")), 0);
	assert_int_equal(symlink("f", at("f")), 0);
	expect(NULL);
	assert_int_equal(unlink(at("f")), 0);
	put("f", "again");
	expect("again");
	/* It is new when it is lost again. */
	assert_int_equal(unlink(at("f")), 0);
	expect(NULL);
	assert_int_equal(takes, 2);
}

static void
broken(void **state)
{
	char text[MOST + 2];

	(void)state;
	expect("first");
	put("f", "bad");
	expect(NULL);
	expect(NULL);
	assert_int_equal(takes, 2);
	assert_int_equal(lines_logged(), 1);
	assert_non_null(strstr(watch_trouble(&watch), "/f: line 1: bad"));
	put("f", "bad as well");
	expect(NULL);
	assert_int_equal(lines_logged(), 2);
	put("f", "");
	expect("");
	memset(text, 'x', sizeof(text));
	text[MOST + 1] = '\0';
	put("f", text);
	expect(NULL);
	assert_int_equal(lines_logged(), 3);
	text[MOST] = '\0';
	put("f", text);
	expect(text);
	assert_int_equal(lines_logged(), 3);
}

static void
unreadable(void **state)
{
	(void)state;
	if (geteuid() == 0)
		skip();
	expect("first");
	assert_int_equal(chmod(at("f"), 0), 0);
	expect(NULL);
	assert_int_equal(chmod(at("f"), 0600), 0);
	expect("first");
}

/* Never half of one and half of the other. */
static void
meanwhile(void **state)
{
	(void)state;
	changes = 1;
	expect("other");
	assert_int_equal(takes, 1);
	put("f", "first");
	changes = 100;
	expect(NULL);
	assert_int_equal(takes, 1);
	assert_int_equal(lines_logged(), 1);
	changes = 0;
	put("f", "first");
	expect("first");
}

static void
paths(void **state)
{
	(void)state;
	expect("first");
	watch_path(&watch, at("f"));
	assert_string_equal(taken, "first");
	put("g", "second");
	watch_path(&watch, at("g"));
	assert_string_equal(taken, "");
	/* In the same turn. */
	assert_true(watch_look(&watch, turn));
	assert_string_equal(taken, "second");
	watch_forget(&watch);
	assert_string_equal(taken, "");
	assert_true(watch_look(&watch, turn));
	assert_string_equal(taken, "second");
	watch_path(&watch, NULL);
	expect(NULL);
	assert_int_equal(lines_logged(), 0);
	assert_non_null(watch_trouble(&watch));
}

int
main(void)
{
#define TEST(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(unchanged),
		TEST(young),
		TEST(alike),
		TEST(lost),
		TEST(broken),
		TEST(unreadable),
		TEST(meanwhile),
		TEST(paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
