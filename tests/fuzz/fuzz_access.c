/*
 * fuzz_access: what the files of [access] may hold. An input is a byte
 * (modulo 4: secrets, groups, grants, BED) and the text.
 */
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access/bed.h"
#include "access/grants.h"
#include "access/groups.h"
#include "access/secrets.h"
#include "base/utf8.h"
#include "fuzz.h"

/* A line is named, and who wrote it is to find it. */
static void
check_fault(const struct fault *fault)
{
	fuzz_fault(fault);
	fuzz_must(fault->kind == FAULT_INTERNAL);
	fuzz_must(strncmp(fault->detail, "line ", 5) == 0);
}

static void
read_secrets(const char *text, size_t n)
{
	struct fault fault = FAULT_INIT;
	struct secrets secrets;
	size_t i;

	if (secrets_parse(text, n, &secrets, &fault) == -1) {
		check_fault(&fault);
		fuzz_must(secrets.n == 0);
		return;
	}
	fuzz_must(secrets.n >= 1 && secrets.n <= SECRETS_MAX);
	fuzz_must(n >= secrets.n * SECRET_LEAST);
	for (i = 0; i < secrets.n; i++)
		fuzz_must(secrets_find(&secrets, secrets.v[i].name) ==
		    &secrets.v[i]);
}

static void
read_groups(const char *text, size_t n)
{
	struct fault fault = FAULT_INIT;
	struct groups *g = groups_parse(text, n, &fault);
	char *half;

	if (g == NULL) {
		check_fault(&fault);
		return;
	}
	/* Nobody is called "", and no group is. */
	fuzz_must(!groups_have(g, "", "alice") && !groups_have(g, "p", ""));
	fuzz_must(!groups_have(g, text, text));
	groups_free(g);
	/* Cut short it may be bad; not a byte more is read. */
	fuzz_must((half = malloc(n / 2 > 0 ? n / 2 : 1)) != NULL);
	memcpy(half, text, n / 2);
	fault = (struct fault)FAULT_INIT;
	groups_free(groups_parse(half, n / 2, &fault));
	free(half);
}

static void
read_grants(const char *text, size_t n)
{
	struct fault fault = FAULT_INIT;
	struct grants *g = grants_parse(text, n, &fault);
	size_t i;

	if (g == NULL) {
		check_fault(&fault);
		return;
	}
	fuzz_must(g->n <= GRANTS_ROWS_MAX && g->nbeds <= g->n);
	for (i = 0; i < g->n; i++) {
		fuzz_must(g->v[i].bed < g->nbeds);
		fuzz_must(*g->v[i].pattern != '\0');
		fuzz_must(strlen(g->v[i].pattern) <= GRANTS_PATTERN_MAX);
		fuzz_must(utf8_valid(g->v[i].pattern,
		    strlen(g->v[i].pattern)));
		fuzz_must((g->v[i].who.kind == WHO_ANY) ==
		    (g->v[i].who.name == NULL));
		(void)fnmatch(g->v[i].pattern, "project/sample[1]/x.y-z", 0);
	}
	for (i = 0; i < g->nbeds; i++)
		fuzz_must(*g->beds[i] == '/');
	grants_free(g);
}

/* By another reader: what a good file says is covered. */
static void
check_line(const struct granted *g, const char *line)
{
	uint64_t start, end;
	char name[64];

	if (sscanf(line, "%63s %" SCNu64 " %" SCNu64, name, &start, &end) !=
	    3 || *name == '#' || strlen(name) == sizeof(name) - 1 ||
	    strcmp(name, "track") == 0 || strcmp(name, "browser") == 0)
		return;
	fuzz_must(start <= end && end <= GRANTED_END);
	if (start < end)
		fuzz_must(granted_covers(g, name, start, end));
}

static void
read_bed(const char *text, size_t n)
{
	struct fault fault = FAULT_INIT;
	struct granted *g = bed_parse(text, n, &fault);
	const char *line;

	if (g == NULL) {
		check_fault(&fault);
		return;
	}
	fuzz_must(granted_count(g) <= n / 5 + 1);
	for (line = text; line != NULL; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strspn(line, " \t\r\n") < strcspn(line, "\n"))
			check_line(g, line);
	}
	fuzz_must(!granted_covers(g, "", 0, 1));
	granted_free(g);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static void (*const readers[])(const char *, size_t) = { read_secrets,
		read_groups, read_grants, read_bed };
	struct input in = { data, n };
	uint8_t which = fuzz_byte(&in) % 4;
	char *text = malloc(in.n + 1);

	fuzz_must(text != NULL);
	if (in.n > 0)
		memcpy(text, in.p, in.n);
	text[in.n] = '\0';
	readers[which](text, in.n);
	free(text);
	return 0;
}
