/* Tests of log: one line a message, whatever the message holds. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/utf8.h"

#define LINE_MAX_BYTES	4096
#define STAMP		21	/* "2026-01-02T03:04:05Z " */

static char folder[] = "/tmp/test_log.XXXXXX";
static char path[sizeof(folder) + 8];

static int
make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/log", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	log_open(NULL, LOG_WARNING);
	unlink(path);
	return rmdir(folder);
}

/* What the file holds; then it is empty again. */
static const char *
take_file(void)
{
	static char text[8 * LINE_MAX_BYTES];
	int fd = open(path, O_RDWR);
	ssize_t n;

	assert_true(fd >= 0);
	n = read(fd, text, sizeof(text) - 1);
	assert_true(n >= 0);
	text[n] = '\0';
	assert_int_equal(0, ftruncate(fd, 0));
	close(fd);
	return text;
}

/* The single line there, without its time. */
static const char *
take_line(void)
{
	const char *text = take_file();

	assert_true(strlen(text) > STAMP);
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	return text + STAMP;
}

static int
stderr_to_file(void)
{
	int saved = dup(STDERR_FILENO);
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);

	assert_true(saved >= 0 && fd >= 0);
	fflush(stderr);
	assert_int_equal(STDERR_FILENO, dup2(fd, STDERR_FILENO));
	close(fd);
	return saved;
}

static void
stderr_back(int saved)
{
	assert_int_equal(STDERR_FILENO, dup2(saved, STDERR_FILENO));
	close(saved);
}

/* The first test: nobody has called log_open yet. */
static void
before_log_open_warnings_go_to_standard_error(void **state)
{
	int saved = stderr_to_file();

	(void)state;
	log_write(LOG_ERROR, "one %d", 1);
	log_write(LOG_WARNING, "two");
	log_write(LOG_INFO, "not this");
	assert_true(log_wants(LOG_ERROR) && log_wants(LOG_WARNING));
	assert_false(log_wants(LOG_INFO) || log_wants(LOG_DEBUG));
	stderr_back(saved);
	assert_string_equal("htsgate: error: one 1\n"
	    "htsgate: warning: two\n", take_file());
}

static void
levels_above_the_limit_are_silent(void **state)
{
	static const char *const names[LOG_LEVEL_COUNT] = {
		"error", "warning", "info", "debug"
	};
	char expected[64];
	unsigned limit, level;

	(void)state;
	for (limit = 0; limit < LOG_LEVEL_COUNT; limit++) {
		assert_string_equal(names[limit], log_level_name(limit));
		assert_int_equal(0, log_open(path, limit));
		for (level = 0; level < LOG_LEVEL_COUNT; level++) {
			log_write(level, "x");
			if (level > limit) {
				assert_string_equal("", take_file());
				continue;
			}
			snprintf(expected, sizeof(expected),
			    "htsgate: %s: x\n", names[level]);
			assert_string_equal(expected, take_line());
		}
	}
	assert_string_equal("", log_level_name(LOG_LEVEL_COUNT));
}

static void
a_line_in_a_file_begins_with_the_time(void **state)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:ddZ htsgate: ";
	const char *text;
	size_t i;

	(void)state;
	assert_int_equal(0, log_open(path, LOG_INFO));
	log_write(LOG_INFO, "x");
	text = take_file();
	for (i = 0; shape[i] != '\0'; i++) {
		if (shape[i] == 'd')
			assert_in_range(text[i], '0', '9');
		else
			assert_int_equal(shape[i], text[i]);
	}
}

static void
a_message_cannot_forge_a_line(void **state)
{
	static const struct {
		const char	*text;
		const char	*line;
	} rows[] = {
		{ "", "" },
		{ "x\nhtsgate: error: forged",
		    "x\\x0ahtsgate: error: forged" },
		{ "x\r\n", "x\\x0d\\x0a" },
		{ "\t\x1b[31m\x7f", "\\x09\\x1b[31m\\x7f" },
		{ "caf\xc3\xa9 \xf0\x9f\xa7\xac",
		    "caf\xc3\xa9 \xf0\x9f\xa7\xac" },
		{ "\xff\xc3", "\\xff\\xc3" },
		{ "a\xe2\x82z", "a\\xe2\\x82z" },
		{ "\xc0\x8a", "\\xc0\\x8a" },
		{ "\xc2\x85\xc2\x9b\xc2\xa0", "\\xc2\\x85\\xc2\\x9b\xc2\xa0" },
		{ "%s%n 100%", "%s%n 100%" },
	};
	char expected[128];
	size_t i;

	(void)state;
	assert_int_equal(0, log_open(path, LOG_WARNING));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		log_write(LOG_WARNING, "%s", rows[i].text);
		snprintf(expected, sizeof(expected),
		    "htsgate: warning: %s\n", rows[i].line);
		assert_string_equal(expected, take_line());
	}
}

static void
a_line_names_its_request(void **state)
{
	char id[100], expected[128];

	(void)state;
	assert_int_equal(0, log_open(path, LOG_WARNING));
	log_request("0123456789abcdef");
	log_write(LOG_WARNING, "a [b]");
	assert_string_equal("htsgate: warning: [0123456789abcdef] a [b]\n",
	    take_line());
	log_write(LOG_ERROR, "again");
	assert_string_equal("htsgate: error: [0123456789abcdef] again\n",
	    take_line());
	memset(id, 'f', sizeof(id) - 1);
	id[sizeof(id) - 1] = '\0';
	log_request(id);
	log_write(LOG_ERROR, "x");
	snprintf(expected, sizeof(expected), "htsgate: error: [%.32s] x\n", id);
	assert_string_equal(expected, take_line());
	log_request(NULL);
	log_write(LOG_ERROR, "x");
	assert_string_equal("htsgate: error: x\n", take_line());
}

/* `unit` again and again, far past the limit, at every offset in a unit. */
static void
check_cut(const char *unit)
{
	static const char mark[] = "…[cut]\n";
	static char text[3 * LINE_MAX_BYTES];
	size_t shift, n = strlen(unit), i, bytes;
	const char *line;

	for (shift = 0; shift < n; shift++) {
		memset(text, 'a', shift);
		for (i = shift; i + n < sizeof(text); i += n)
			memcpy(text + i, unit, n);
		text[i] = '\0';
		log_write(LOG_WARNING, "%s", text);
		line = take_line();
		bytes = strlen(line);
		assert_in_range(bytes, LINE_MAX_BYTES - STAMP - 8,
		    LINE_MAX_BYTES - STAMP);
		assert_string_equal(mark, line + bytes - strlen(mark));
		assert_true(utf8_valid(line, bytes));
	}
}

static void
a_long_text_is_cut_visibly(void **state)
{
	(void)state;
	assert_int_equal(0, log_open(path, LOG_WARNING));
	check_cut("a");
	check_cut("\xf0\x9f\xa7\xac");
	check_cut("\xff");
	check_cut("a\n\xe2\x82\xac");
}

static void
a_text_that_just_fits_is_whole(void **state)
{
	const size_t room = LINE_MAX_BYTES - STAMP -
	    strlen("htsgate: warning: ") - strlen("…[cut]") - 1;
	char text[LINE_MAX_BYTES];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[room] = '\0';
	log_write(LOG_WARNING, "%s", text);
	assert_null(strstr(take_line(), "[cut]"));
	text[room] = 'a';
	text[room + 1] = '\0';
	log_write(LOG_WARNING, "%s", text);
	assert_non_null(strstr(take_line(), "[cut]"));
}

/* A socket of packets keeps writes apart, so that they can be counted. */
static void
a_message_is_one_write(void **state)
{
	char text[2 * LINE_MAX_BYTES], long_text[LINE_MAX_BYTES + 1];
	int pair[2], saved = dup(STDERR_FILENO);
	ssize_t n;

	(void)state;
	memset(long_text, '\n', LINE_MAX_BYTES);
	long_text[LINE_MAX_BYTES] = '\0';
	assert_int_equal(0, socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair));
	assert_int_equal(0, log_open(NULL, LOG_WARNING));
	dup2(pair[1], STDERR_FILENO);
	log_write(LOG_ERROR, "a\nb");
	log_write(LOG_ERROR, "%s", long_text);
	stderr_back(saved);
	n = recv(pair[0], text, sizeof(text), MSG_DONTWAIT);
	assert_int_equal(n, strlen("htsgate: error: a\\x0ab\n"));
	n = recv(pair[0], text, sizeof(text), MSG_DONTWAIT);
	assert_in_range(n, LINE_MAX_BYTES - 8, LINE_MAX_BYTES);
	assert_int_equal('\n', text[n - 1]);
	assert_int_equal(-1, recv(pair[0], text, sizeof(text),
	    MSG_DONTWAIT));
	close(pair[0]);
	close(pair[1]);
}

static void
an_unusable_path_leaves_the_old_target(void **state)
{
	char bad[sizeof(path) + 8];

	(void)state;
	assert_int_equal(0, log_open(path, LOG_WARNING));
	snprintf(bad, sizeof(bad), "%s/no/x", folder);
	errno = 0;
	assert_int_equal(-1, log_open(bad, LOG_DEBUG));
	assert_int_equal(ENOENT, errno);
	assert_int_equal(-1, log_open(folder, LOG_DEBUG));
	assert_int_equal(EISDIR, errno);
	log_write(LOG_INFO, "not this");
	log_write(LOG_WARNING, "still here");
	assert_string_equal("htsgate: warning: still here\n", take_line());
}

static void
a_file_is_appended_to_and_not_for_everybody(void **state)
{
	struct stat st;
	const char *text;

	(void)state;
	assert_int_equal(0, unlink(path));
	assert_int_equal(0, log_open(path, LOG_WARNING));
	assert_int_equal(0, stat(path, &st));
	assert_int_equal(0, st.st_mode & 07);
	log_write(LOG_WARNING, "first");
	assert_int_equal(0, log_open(path, LOG_WARNING));
	log_write(LOG_WARNING, "second");
	text = take_file();
	assert_non_null(strstr(text, "first\n"));
	assert_non_null(strstr(text, "second\n"));
}

/* Nobody reads: opening must fail, not wait. */
static void
a_fifo_holds_nobody(void **state)
{
	char fifo[sizeof(path) + 8], text[64];
	ssize_t n;
	int fd, i;

	(void)state;
	snprintf(fifo, sizeof(fifo), "%s/fifo", folder);
	assert_int_equal(0, mkfifo(fifo, 0600));
	assert_int_equal(0, log_open(path, LOG_WARNING));
	alarm(20);
	assert_int_equal(-1, log_open(fifo, LOG_WARNING));
	assert_int_equal(ENXIO, errno);
	log_write(LOG_WARNING, "still here");
	assert_string_equal("htsgate: warning: still here\n", take_line());

	fd = open(fifo, O_RDONLY | O_NONBLOCK);
	assert_true(fd >= 0);
	assert_int_equal(0, log_open(fifo, LOG_WARNING));
	for (i = 0; i < 10000; i++)
		log_write(LOG_WARNING, "a line of some length");
	n = read(fd, text, sizeof(text) - 1);
	assert_true(n > STAMP);
	text[n] = '\0';
	assert_memory_equal("htsgate: warning: a line of some", text + STAMP,
	    32);
	alarm(0);
	assert_int_equal(0, log_open(NULL, LOG_WARNING));
	close(fd);
	assert_int_equal(0, unlink(fifo));
}

/* A write to it must not fail for want of patience. */
static void
a_file_is_not_left_without_waiting(void **state)
{
	int flags, next;

	(void)state;
	assert_int_equal(0, log_open(NULL, LOG_WARNING));
	next = dup(STDERR_FILENO);
	assert_true(next >= 0);
	close(next);
	assert_int_equal(0, log_open(path, LOG_WARNING));
	flags = fcntl(next, F_GETFL);
	assert_true(flags != -1);
	assert_int_equal(0, flags & O_NONBLOCK);
	assert_int_equal(O_APPEND, flags & O_APPEND);
}

static void
errno_is_kept(void **state)
{
	int saved = dup(STDERR_FILENO);

	(void)state;
	assert_int_equal(0, log_open(NULL, LOG_WARNING));
	close(STDERR_FILENO);
	errno = ENOTDIR;
	log_write(LOG_ERROR, "nobody hears this");
	assert_int_equal(ENOTDIR, errno);
	stderr_back(saved);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    before_log_open_warnings_go_to_standard_error),
		cmocka_unit_test(levels_above_the_limit_are_silent),
		cmocka_unit_test(a_line_in_a_file_begins_with_the_time),
		cmocka_unit_test(a_message_cannot_forge_a_line),
		cmocka_unit_test(a_line_names_its_request),
		cmocka_unit_test(a_long_text_is_cut_visibly),
		cmocka_unit_test(a_text_that_just_fits_is_whole),
		cmocka_unit_test(a_message_is_one_write),
		cmocka_unit_test(an_unusable_path_leaves_the_old_target),
		cmocka_unit_test(a_file_is_appended_to_and_not_for_everybody),
		cmocka_unit_test(a_fifo_holds_nobody),
		cmocka_unit_test(a_file_is_not_left_without_waiting),
		cmocka_unit_test(errno_is_kept),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
