/*
 * fuzz_route: a whole request on a configuration without data. An input is
 * lines NAME=VALUE, the request's environment; BODY is its body.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/decimal.h"
#include "fuzz.h"
#include "lines_door.h"
#include "http/head.h"
#include "serve/route.h"

static const char ini[] = "[server]\nname = fuzz\n"
    "[log]\nlevel = error\nfile = /dev/null\n";
static struct service service;
static char ini_path[FUZZ_PATH_MAX];

/* One for all inputs, as a process has it. */
static void
service_make(void)
{
	int fd;

	if (ini_path[0] != '\0')
		return;
	fd = fuzz_file(ini_path);
	fuzz_must(write(fd, ini, sizeof ini - 1) == sizeof ini - 1);
	close(fd);
	fuzz_must(setenv("HTSGATE_CONFIG", ini_path, 1) == 0);
}

static void
service_end(void)
{
	service_clear(&service);
	unlink(ini_path);
}

/* A line "Name: value" of printable ASCII; what follows it. */
static const char *
check_line(const char *line)
{
	const char *end = strstr(line, "\r\n");
	size_t name = strspn(line, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ-");
	const char *p;

	fuzz_must(end != NULL && name > 0);
	fuzz_must(line[name] == ':' && line[name + 1] == ' ');
	for (p = line; p < end; p++)
		fuzz_must(*p >= ' ' && *p <= '~');
	return end + 2;
}

/* The value of a header in a head, or NULL. */
static const char *
value_of(const char *head, const char *name)
{
	const char *at = strstr(head, name);

	fuzz_must(at == NULL || strstr(at + 1, name) == NULL);
	return at != NULL ? at + strlen(name) : NULL;
}

static void
check_body(const char *body, size_t bytes, bool error)
{
	struct json_object *document = json_tokener_parse(body), *htsget;

	fuzz_must(strlen(body) == bytes && document != NULL);
	fuzz_must(json_object_object_get_ex(document, "htsget", &htsget));
	if (error)
		fuzz_must(strncmp(body, "{\"htsget\":{\"error\":", 18) == 0);
	json_object_put(document);
}

/* One reply: a status line, header lines, a body as long as it says. */
static void
check_reply(char *text, size_t bytes, bool is_head)
{
	char *end = strstr(text, "\r\n\r\n");
	const char *line, *length;
	uint64_t promised;
	int status;

	fuzz_must(end != NULL && strncmp(text, "Status: ", 8) == 0);
	status = atoi(text + 8);
	for (line = text; line < end + 2;)
		line = check_line(line);
	end[2] = '\0';
	fuzz_must((size_t)(end + 4 - text) <= HEAD_MAX);
	fuzz_must(value_of(text, "\r\nX-Request-Id: ") != NULL);
	fuzz_must(value_of(text, "\r\nVary: ") != NULL);
	length = value_of(text, "\r\nContent-Length: ");
	bytes -= (size_t)(end + 4 - text);
	if (status == 204) {
		fuzz_must(length == NULL && bytes == 0);
		return;
	}
	fuzz_must(length != NULL && decimal_read(length, &promised) > 0);
	fuzz_must(bytes == (is_head ? 0 : promised));
	if (!is_head)
		check_body(end + 4, bytes, status != 200);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct lines_door fake;
	const char *method;

	if (ini_path[0] == '\0')
		atexit(service_end);
	service_make();
	lines_door_init(&fake, data, n);
	route_handle(&fake.door, &service);
	method = fake.door.variable(&fake.door, "REQUEST_METHOD");
	fuzz_must(!fake.door.broken && fake.out.l > 0);
	check_reply(fake.out.s, fake.out.l,
	    method != NULL && strcmp(method, "HEAD") == 0);
	lines_door_clear(&fake);
	return 0;
}
