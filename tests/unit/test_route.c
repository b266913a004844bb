/* Tests of route: what has no need of a file, through a whole request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "fake_door.h"
#include "serve/route.h"

#define NO_FILE	"/nonexistent/htsgate.ini"
#define ORIGIN	"https://igv.org"

/* A configuration without data. */
static const char ini[] = "[server]\nname = test\n[log]\nlevel = error\n";
static char ini_path[] = "/tmp/test_route.XXXXXX";

static void
ask(struct fake_door *fake, bool configured, const char *method,
    const char *path)
{
	const char *const pairs[] = {
		"REQUEST_METHOD", method, "PATH_INFO", path,
		"HTTP_ORIGIN", ORIGIN, "HTTP_HOST", "h.example.org",
		"HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "content-type",
		"HTTP_X_REQUEST_ID", "forged", NULL
	};
	struct service service = { 0 };

	assert_int_equal(setenv("HTSGATE_CONFIG", configured ? ini_path :
	    NO_FILE, 1), 0);
	fake_door_init(fake, pairs);
	route_handle(&fake->door, &service);
	service_clear(&service);
}

static const struct {
	const char	*method, *path, *status, *allow;
} answers[] = {
	{ "GET", "/reads/service-info", "200 OK", NULL },
	{ "HEAD", "/variants/service-info", "200 OK", NULL },
	{ "GET", "/reads/x", "404 Not Found", NULL },
	{ "HEAD", "/variants/x/y", "404 Not Found", NULL },
	{ "GET", "/reads/", "404 Not Found", NULL },
	{ "GET", "/", "404 Not Found", NULL },
	{ "OPTIONS", "/reads", "404 Not Found", NULL },
	{ "OPTIONS", "*", "404 Not Found", NULL },
	{ "OPTIONS", "/reads/x", "204 No Content",
	    "GET, HEAD, POST, OPTIONS" },
	{ "OPTIONS", "/variants/service-info", "204 No Content",
	    "GET, HEAD, OPTIONS" },
	{ "options", "/reads/x", "405 Method Not Allowed",
	    "GET, HEAD, POST, OPTIONS" },
	{ "DELETE", "/reads/x", "405 Method Not Allowed",
	    "GET, HEAD, POST, OPTIONS" },
	{ "POST", "/reads/service-info", "405 Method Not Allowed",
	    "GET, HEAD, OPTIONS" },
	{ "POST", "/reads/x", "400 Bad Request", NULL },
	{ "OPTIONS", "/data/file/x", "204 No Content", "GET, HEAD, OPTIONS" },
	{ "POST", "/data/span/x", "405 Method Not Allowed",
	    "GET, HEAD, OPTIONS" },
	{ "GET", "/data/file/x", "400 Bad Request", NULL },
	{ "GET", "/reads/\xff", "400 Bad Request", NULL },
	{ "", "/reads/x", "400 Bad Request", NULL },
};

static void
check_common(const struct fake_door *fake, const char *status)
{
	const char *id = fake_door_header(fake, "X-Request-Id");

	assert_memory_equal(fake->out.s, "Status: ", 8);
	assert_memory_equal(fake->out.s + 8, status, strlen(status));
	assert_non_null(id);
	assert_int_equal(strlen(id), 16);
	assert_int_equal(strspn(id, "0123456789abcdef"), 16);
	assert_string_equal(fake_door_header(fake,
	    "Access-Control-Allow-Origin"), ORIGIN);
	assert_null(fake_door_header(fake,
	    "Access-Control-Allow-Credentials"));
}

static void
test_answers(void **state)
{
	struct fake_door fake;
	const char *allow;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		ask(&fake, true, answers[i].method, answers[i].path);
		print_message("%s\n", fake.out.s);
		check_common(&fake, answers[i].status);
		allow = fake_door_header(&fake, "Allow");
		if (answers[i].allow != NULL)
			assert_string_equal(allow, answers[i].allow);
		else
			assert_null(allow);
		fake_door_clear(&fake);
	}
}

/* with neither Content-Type nor Content-Length. */
static void
test_preflight(void **state)
{
	struct fake_door fake;
	size_t bytes;

	(void)state;
	ask(&fake, true, "OPTIONS", "/reads/no/such/id");
	check_common(&fake, "204 No Content");
	assert_string_equal(fake_door_header(&fake,
	    "Access-Control-Allow-Methods"), "GET, HEAD, POST, OPTIONS");
	assert_string_equal(fake_door_header(&fake,
	    "Access-Control-Allow-Headers"), "content-type");
	assert_string_equal(fake_door_header(&fake,
	    "Access-Control-Max-Age"), "2592000");
	assert_null(fake_door_header(&fake, "Content-Type"));
	assert_null(fake_door_header(&fake, "Content-Length"));
	assert_non_null(fake_door_body(&fake, &bytes));
	assert_int_equal(bytes, 0);
	fake_door_clear(&fake);
}

static void
test_no_configuration(void **state)
{
	static const char *const paths[] = { "/reads/x", "/nothing" };
	struct fake_door fake;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		ask(&fake, false, "GET", paths[i]);
		check_common(&fake, "500 Internal Server Error");
		fake_door_clear(&fake);
	}
}

static int
set_up(void **state)
{
	int fd = mkstemp(ini_path);

	(void)state;
	if (fd == -1 || write(fd, ini, sizeof ini - 1) != sizeof ini - 1 ||
	    close(fd) == -1)
		return -1;
	return log_open("/dev/null", LOG_ERROR);
}

static int
tear_down(void **state)
{
	(void)state;
	return unlink(ini_path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_preflight),
		cmocka_unit_test(test_no_configuration),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
