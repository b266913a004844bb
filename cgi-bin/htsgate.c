/* htsgate.fcgi: the web program, a FastCGI responder and a plain CGI. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/hts_log.h>
#include <sodium.h>

#include "base/log.h"
#include "http/door.h"
#include "serve/route.h"
#include "serve/service.h"

static const char usage[] =
    "usage: htsgate.fcgi [--help | --version]\n"
    "\n"
    "Serves htsget tickets. A web server starts it without arguments, as a\n"
    "FastCGI responder or as a CGI program. The configuration is the file\n"
    "that HTSGATE_CONFIG names; see htsgate.fcgi(8) and htsgate.ini(5).\n";

static int
options(const char *option)
{
	if (strcmp(option, "--help") == 0)
		return fputs(usage, stdout) == EOF;
	if (strcmp(option, "--version") == 0)
		return puts("htsgate " HTSGATE_VERSION) == EOF;
	fputs(usage, stderr);
	return 2;
}

/*
 * A CGI server passes a query string without `=` as arguments (RFC 3875,
 * 4.4), so anybody can write them.
 */
static bool
is_request(void)
{
	return getenv("GATEWAY_INTERFACE") != NULL ||
	    getenv("REQUEST_METHOD") != NULL;
}

static void
handle(struct door *door, void *service)
{
	route_handle(door, service);
}

int
main(int argc, char **argv)
{
	struct service service = { 0 };
	int rc;

	if (argc > 1 && !is_request())
		return options(argv[1]);
	hts_set_log_level(HTS_LOG_ERROR);
	/* htslib must never look for references on the network or at home. */
	if (setenv("REF_PATH", "/nonexistent", 1) == -1 ||
	    setenv("REF_CACHE", "", 1) == -1 || sodium_init() == -1) {
		log_write(LOG_ERROR, "cannot start: no memory or no entropy");
		return 1;
	}
	rc = door_serve(handle, &service);
	service_clear(&service);
	return rc == 0 ? 0 : 1;
}
