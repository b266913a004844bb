/* Tests of base: our own address, as each web server tells of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "fake_door.h"
#include "http/base.h"
#include "http/request.h"

/* "": the variable is absent. */
static const struct {
	const char	*server, *script, *info, *uri, *base;
} bases[] = {
	{ "lighttpd", "/htsget", "/reads/x", "/htsget/reads/x?a=b",
	    "/htsget" },
	{ "lighttpd at the root", "", "/reads/x", "/reads/x", "" },
	{ "lighttpd, two slashes merged", "/htsget", "/reads/x",
	    "/htsget//reads/x", "/htsget" },
	{ "Apache, ScriptAlias", "/cgi-bin/htsgate.fcgi", "/variants/a/b",
	    "/cgi-bin/htsgate.fcgi/variants/a/b",
	    "/cgi-bin/htsgate.fcgi" },
	{ "Apache, ScriptAlias of a folder", "/htsget", "/variants/a%b",
	    "/htsget/variants/a%25b?x", "/htsget" },
	{ "Apache, public_html", "/~me/htsgate.fcgi", "/reads/x",
	    "/%7Eme/htsgate.fcgi/reads/x", "/~me/htsgate.fcgi" },
	{ "Apache, rewritten", "/cgi-bin/htsgate.fcgi", "/reads/x",
	    "/genomes/htsget/reads/x", "/genomes/htsget" },
	{ "Apache, rewritten in a folder", "/h/htsgate.fcgi", "/reads/x",
	    "/h/reads/x", "/h" },
	{ "Apache, path rewritten", "/cgi-bin/htsgate.fcgi", "/reads/x",
	    "/old/x.bam", "/cgi-bin/htsgate.fcgi" },
	{ "Apache, blank", "/ht sget", "/reads/x y", "/ht%20sget/reads/x%20y",
	    "/ht%20sget" },
	{ "Apache, proxy_fcgi, SetHandler", "/htsget", "/reads/x",
	    "/htsget/reads/x", "/htsget" },
	{ "Apache, proxy_fcgi, ProxyPass", "/htsget/reads/x", "",
	    "/htsget/reads/x?a=/reads/y", "/htsget" },
	{ "Apache, proxy_fcgi at the root", "/reads/x", "", "/reads/x", "" },
	{ "Apache, a base like an endpoint", "/reads", "/variants/x",
	    "/reads/variants/x", "/reads" },
	{ "nginx, stock", "/htsget/reads/x", "", "/htsget/reads/x", "/htsget" },
	{ "nginx, data", "/htsget/data/file/reads/x", "",
	    "/htsget/data/file/reads/x?format=BAM", "/htsget" },
	{ "nginx, data/span", "/a/b/data/span/x", "", "/a/b/data/span/x",
	    "/a/b" },
	{ "nginx, PATH_INFO captured", "/htsget", "/reads/x",
	    "/htsget/reads/x", "/htsget" },
	{ "nginx, absolute form", "/htsget/reads/x", "",
	    "http://h.example.org/htsget/reads/x", "/htsget" },
	{ "absolute form at the root", "", "/reads/x",
	    "http://h.example.org/reads/x", "" },
	{ "no REQUEST_URI", "/cgi-bin/h", "/reads/x", "", "/cgi-bin/h" },
	{ "no REQUEST_URI, the root", "", "/reads/x", "", "" },
	{ "a script that ends in a slash", "/htsget/", "/reads/x", "",
	    "/htsget" },
	{ "a script that is a slash", "/", "/reads/x", "/reads/x", "" },
	{ "a script that begins the name", "/ht", "/reads/x",
	    "/htsget/reads/x", "/htsget" },
	/* The host must end where it ends. */
	{ "a script without a slash", ".evil", "/reads/x", "", "" },
	{ "a path without a slash", "", "/reads/x", ".evil/reads/x", "" },
	{ "an encoded slash", "/htsget", "/reads/a/b", "/htsget/reads/a%2Fb",
	    "/htsget" },
	{ "markup", "", "/reads/x", "/\"><s>/reads/x", "/%22%3E%3Cs%3E" },
	{ "a REQUEST_URI that is none", "/htsget", "/reads/x", "/%zz",
	    "/htsget" },
};

static char *
base_of(const char *const *pairs, const char *base_url, struct fault *fault)
{
	struct fake_door fake;
	struct request req;
	char *base;

	fake_door_init(&fake, pairs);
	assert_int_equal(request_open(&req, &fake.door, NULL, fault), 0);
	base = request_base(&req, base_url, fault);
	request_clear(&req);
	return base;
}

static void
test_bases(void **state)
{
	static const char site[] = "https://h.example.org:8443";
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bases / sizeof bases[0]; i++) {
		const char *const pairs[] = {
			"REQUEST_METHOD", "GET",
			"REQUEST_SCHEME", "https",
			"HTTP_HOST", "h.example.org:8443",
			"SCRIPT_NAME", bases[i].script,
			"PATH_INFO", bases[i].info,
			"REQUEST_URI", bases[i].uri, NULL
		};
		struct fault fault = FAULT_INIT;
		char *base = base_of(pairs, NULL, &fault);

		print_message("%s\n", bases[i].server);
		assert_non_null(base);
		assert_memory_equal(base, site, sizeof site - 1);
		assert_string_equal(base + sizeof site - 1, bases[i].base);
		free(base);
	}
}

static void
test_configured(void **state)
{
	static const char url[] = "https://genomes.example.org/a%20b";
	const char *const pairs[] = { "REQUEST_METHOD", "GET",
	    "PATH_INFO", "/reads/x", NULL };
	struct fault fault = FAULT_INIT;
	char *base = base_of(pairs, url, &fault);

	(void)state;
	assert_string_equal(base, url);
	free(base);
}

static void
test_no_host(void **state)
{
	const char *const pairs[] = { "REQUEST_METHOD", "GET",
	    "PATH_INFO", "/reads/x", "HTTP_HOST", "a b", NULL };
	struct fault fault = FAULT_INIT;

	(void)state;
	assert_null(base_of(pairs, NULL, &fault));
	assert_int_equal(fault.kind, FAULT_INTERNAL);
	assert_non_null(strstr(fault.message, "[server] base_url"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bases),
		cmocka_unit_test(test_configured),
		cmocka_unit_test(test_no_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
