/* Tests of sendfile: lines for each web server, and paths that are kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "http/sendfile.h"

/* Value for lighttpd and, below a location, for nginx; for Apache. NULL: it is
   not handed over. */
static const struct {
	const char	*path, *encoded, *raw;
} paths[] = {
	{ "/srv/a.bam", "/srv/a.bam", "/srv/a.bam" },
	{ "/a", "/a", "/a" },
	{ "/srv/a b.bam", "/srv/a%20b.bam", "/srv/a b.bam" },
	{ "/srv/ a", "/srv/%20a", "/srv/ a" },
	{ "/srv/a+b", "/srv/a%2Bb", "/srv/a+b" },
	{ "/srv/a#b?c=d&e", "/srv/a%23b%3Fc%3Dd%26e", "/srv/a#b?c=d&e" },
	{ "/srv/\"a'b\"", "/srv/%22a%27b%22", "/srv/\"a'b\"" },
	{ "/srv/a\\b", "/srv/a%5Cb", "/srv/a\\b" },
	{ "/srv/a:b;c,d", "/srv/a%3Ab%3Bc%2Cd", "/srv/a:b;c,d" },
	{ "/srv/\xc3\xa9", "/srv/%C3%A9", "/srv/\xc3\xa9" },
	{ "/srv/...", "/srv/...", "/srv/..." },
	{ "/srv/..a/.b/c..", "/srv/..a/.b/c..", "/srv/..a/.b/c.." },
	/* What one of two versions of mod_xsendfile decodes, or Apache cuts. */
	{ "/srv/a%2eb", "/srv/a%252eb", NULL },
	{ "/srv/100%", "/srv/100%25", NULL },
	{ "/srv/%2e%2e/b", "/srv/%252e%252e/b", NULL },
	{ "/srv/a ", "/srv/a%20", NULL },
	/* Another file, or no line. */
	{ "", NULL, NULL },
	{ "/", NULL, NULL },
	{ "srv/a", NULL, NULL },
	{ "./a", NULL, NULL },
	{ "/srv/a/", NULL, NULL },
	{ "//srv/a", NULL, NULL },
	{ "/srv//a", NULL, NULL },
	{ "/srv/./a", NULL, NULL },
	{ "/srv/../a", NULL, NULL },
	{ "/..", NULL, NULL },
	{ "/srv/.", NULL, NULL },
	{ "/srv/a\nb", NULL, NULL },
	{ "/srv/a\r\nX-Sendfile: /etc/passwd", NULL, NULL },
	{ "/srv/a\tb", NULL, NULL },
	{ "/srv/a\x01", NULL, NULL },
	{ "/srv/a\x1f", NULL, NULL },
	{ "/srv/a\x7f", NULL, NULL },
	{ "/srv/\xe9", NULL, NULL },
	{ "/srv/\xc0\xaf", NULL, NULL },
	{ "/srv/\xc3", NULL, NULL },
};

static void
check(enum sendfile kind, const char *location, const char *path,
    const char *name, const char *front, const char *value)
{
	struct sendfile_line line;
	char text[SENDFILE_VALUE_MAX + 1];

	print_message("%d %s\n", (int)kind, path);
	if (value == NULL) {
		assert_false(sendfile_tell(kind, location, path, &line));
		return;
	}
	snprintf(text, sizeof text, "%s%s", front, value);
	assert_true(sendfile_tell(kind, location, path, &line));
	assert_string_equal(line.name, name);
	assert_string_equal(line.value, text);
}

static void
test_paths(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		const char *path = paths[i].path, *value = paths[i].encoded;

		check(SENDFILE_LIGHTTPD, NULL, path, "X-Sendfile", "", value);
		check(SENDFILE_NGINX, NULL, path, "X-Accel-Redirect",
		    "/htsgate-sendfile", value);
		check(SENDFILE_NGINX, "/x/y", path, "X-Accel-Redirect",
		    "/x/y", value);
		check(SENDFILE_NGINX, "/x/", path, "X-Accel-Redirect",
		    "/x", value);
		check(SENDFILE_APACHE, "/x", path, "X-Sendfile", "",
		    paths[i].raw);
		check(SENDFILE_NONE, "/x", path, NULL, NULL, NULL);
	}
}

/* A path of `bytes` bytes with one that becomes three at its end. */
static bool
tells(enum sendfile kind, const char *location, size_t bytes, char last)
{
	static char path[2 * SENDFILE_VALUE_MAX];
	struct sendfile_line line;

	memset(path, 'a', bytes);
	path[0] = '/';
	path[bytes - 1] = last;
	path[bytes] = '\0';
	return sendfile_tell(kind, location, path, &line);
}

static void
test_lengths(void **state)
{
	const size_t most = SENDFILE_VALUE_MAX;

	(void)state;
	assert_true(tells(SENDFILE_LIGHTTPD, NULL, most, 'a'));
	assert_false(tells(SENDFILE_LIGHTTPD, NULL, most + 1, 'a'));
	assert_true(tells(SENDFILE_LIGHTTPD, NULL, most - 2, '+'));
	assert_false(tells(SENDFILE_LIGHTTPD, NULL, most - 1, '+'));
	assert_true(tells(SENDFILE_APACHE, NULL, most, '+'));
	assert_false(tells(SENDFILE_APACHE, NULL, most + 1, '+'));
	assert_true(tells(SENDFILE_NGINX, "/x", most - 2, 'a'));
	assert_false(tells(SENDFILE_NGINX, "/x", most - 1, 'a'));
	assert_false(tells(SENDFILE_NGINX, NULL, 2 * most - 1, 'a'));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
