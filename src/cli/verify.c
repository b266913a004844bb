/* verify: says what a data URL grants, and whether it does now. */
#include "cli/commands.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "access/rights.h"
#include "base/uri.h"
#include "catalogue/dataset.h"
#include "cli/data_path.h"
#include "cli/options.h"
#include "cli/say.h"
#include "htsget/signature.h"
#include "htsget/span_text.h"

#define URL_MAX	(64 << 10)	/* bytes of a line */

/* What becomes of a signature; all else is refused. */
#define GOOD		"good"
#define NOT_NEEDED	"not needed"

struct verify {
	const struct settings	*settings;
	struct rights		*rights;
	const struct secrets	*secrets;	/* NULL: none can be read */
	struct data_path	 path;
	struct data_query	 query;
	time_t			 now;
	bool			 guarded;	/* the id's section */
	bool			 refused;	/* something spoke against it */
};

static void	tell(const char *name, const char *, ...)
		    __attribute__((format(printf, 2, 3)));

/* "name: text", the text as it may reach a terminal. */
static void
tell(const char *name, const char *format, ...)
{
	char text[DATA_USER_MAX + SPAN_TEXT_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	printf("%s: ", name);
	say_text(stdout, text);
	putchar('\n');
}

static void
tell_bytes(const struct verify *v)
{
	const struct data_query *q = &v->query;
	kstring_t text = KS_INITIALIZE;

	if (v->path.kind == DATA_SPAN)
		tell("parts", "%s", span_put(&text, &q->span) == 0 ? text.s :
		    "?");
	else if (q->is_signed)
		tell("range", "%" PRIu64 "-%" PRIu64, q->start, q->end - 1);
	else
		tell("range", "-");
	free(text.s);
}

/* The server compares it with who is logged in, who is not known here. */
static void
tell_user(struct verify *v)
{
	const struct data_query *q = &v->query;
	bool nobody = v->settings->access.bind_user && q->is_signed &&
	    q->user[0] == '\0';

	tell("user", "%s%s", q->user[0] != '\0' ? q->user : "-",
	    nobody ? " (nobody: bind_user = yes)" : "");
	v->refused |= nobody;
}

/* "1d 2h 3m 4s", from the first unit that there is one of. */
static void
write_duration(char *text, size_t room, uint64_t seconds)
{
	static const struct unit { uint64_t seconds; char letter; } units[] = {
		{ 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	size_t used = 0, i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (seconds < units[i].seconds && used == 0 && i < 3)
			continue;
		used += (size_t)snprintf(text + used, room - used,
		    "%s%" PRIu64 "%c", used > 0 ? " " : "",
		    seconds / units[i].seconds, units[i].letter);
		seconds %= units[i].seconds;
	}
}

static void
tell_expires(const struct verify *v)
{
	uint64_t expires = v->query.expires, now = (uint64_t)v->now;
	bool past = now > expires;
	char when[32], distance[64];
	time_t t = (time_t)expires;
	struct tm utc;

	if (!v->query.is_signed) {
		tell("expires", "-");
		return;
	}
	write_duration(distance, sizeof(distance),
	    past ? now - expires : expires - now);
	if (expires > INT64_MAX || gmtime_r(&t, &utc) == NULL ||
	    strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
		snprintf(when, sizeof(when), "%" PRIu64, expires);
	tell("expires", "%s (%s%s%s)", when, past ? "" : "in ", distance,
	    past ? " ago" : "");
}

static void
tell_key(const struct verify *v)
{
	const struct secret *secret = NULL;

	if (!v->query.is_signed) {
		tell("key", "-");
		return;
	}
	if (v->secrets != NULL)
		secret = secrets_find(v->secrets, v->query.key);
	if (secret != NULL)
		tell("key", "%s (secret %td of %zu)", v->query.key,
		    secret - v->secrets->v + 1, v->secrets->n);
	else
		tell("key", "%s", v->query.key);
}

static bool
holds(const struct verify *v, time_t now)
{
	struct fault ignored = FAULT_INIT;

	return signature_check(v->secrets, v->path.kind, v->path.id, &v->query,
	    (uint64_t)now, v->settings->access.slack, &ignored) == 0;
}

static void
tell_signature(struct verify *v)
{
	const char *state = GOOD;

	if (!v->query.is_signed)
		state = v->guarded ? "missing" : NOT_NEEDED;
	else if (v->secrets == NULL)
		state = "no secret to check it by";
	else if (secrets_find(v->secrets, v->query.key) == NULL)
		state = "unknown secret";
	else if (!holds(v, 0))
		state = "wrong";
	else if (!holds(v, v->now))
		state = "expired";
	v->refused |= strcmp(state, GOOD) != 0 &&
	    strcmp(state, NOT_NEEDED) != 0;
	tell("signature", "%s", state);
}

/* What has become of the file since the URL was made. */
static const char *
find_file(struct verify *v)
{
	struct fault fault = FAULT_INIT;
	struct dataset d;
	char now[VERSION_TEXT + 1];

	if (dataset_open(v->settings, NULL, format_endpoint(v->query.format),
	    v->path.id, v->query.format, &d, &fault) == -1)
		return fault.kind == FAULT_NOT_FOUND ||
		    fault.kind == FAULT_UNSUPPORTED_FORMAT ? "gone" :
		    fault.kind == FAULT_OFFLINE ? "on tape" :
		    "cannot be read";
	v->guarded = d.data->guarded;
	version_text(&d.object->version, now);
	dataset_clear(&d);
	return strcmp(now, v->query.version) == 0 ? NULL : "changed";
}

static void
tell_all(struct verify *v)
{
	const struct data_query *q = &v->query;
	const char *trouble = find_file(v);

	tell("id", "%s", v->path.id);
	tell("kind", "%s", data_kind_name(v->path.kind));
	tell("format", "%s", format_name(q->format));
	tell_bytes(v);
	tell_user(v);
	tell_expires(v);
	tell_key(v);
	tell("ticket", "%s", q->ticket[0] != '\0' ? q->ticket : "-");
	tell_signature(v);
	tell("file", "%s", trouble != NULL ? trouble : "unchanged");
	v->refused |= trouble != NULL;
}

/* A configuration without secrets has URLs all the same, unsigned ones. */
static int
find_secrets(struct verify *v, struct fault *fault)
{
	struct fault told = FAULT_INIT;

	if ((v->rights = rights_new()) == NULL)
		return fault_nomem(fault);
	rights_use(v->rights, v->settings);
	if (v->query.is_signed)
		v->secrets = rights_secrets(v->rights, &told);
	return 0;
}

static int
verify_url(struct verify *v, const char *url)
{
	struct fault fault = FAULT_INIT;
	int status = STATUS_FAULT;

	v->now = time(NULL);
	if (data_path_read(url, v->settings->server.base_url, &v->path,
	    &fault) == -1 ||
	    data_url_parse(v->path.kind, v->path.query, &v->query,
	    &fault) == -1 || find_secrets(v, &fault) == -1)
		say_line("%s", fault.message);
	else {
		tell_all(v);
		if (say_end() == 0 && !v->refused)
			status = STATUS_GOOD;
	}
	data_query_clear(&v->query);
	data_path_clear(&v->path);
	rights_free(v->rights);
	return status;
}

/* The first line of standard input; NULL after telling why not. */
static char *
read_url(void)
{
	char *line = malloc(URL_MAX);
	bool is_read = line != NULL && fgets(line, URL_MAX, stdin) != NULL;

	if (is_read && strlen(line) < URL_MAX - 1) {
		line[strcspn(line, "\r\n")] = '\0';
		return line;
	}
	say_line("standard input: %s", line == NULL ? "out of memory" :
	    is_read ? "the URL is too long" :
	    ferror(stdin) ? strerror(errno) : "there is no URL");
	free(line);
	return NULL;
}

static int
verify_word(struct options *o)
{
	struct verify v = { .refused = false };
	struct settings *settings = options_settings(o);
	int status = STATUS_FAULT;
	char *line = NULL;

	v.settings = settings;
	if (settings == NULL)
		return STATUS_FAULT;
	if (strcmp(o->words[0], "-") != 0)
		status = verify_url(&v, o->words[0]);
	else if ((line = read_url()) != NULL)
		status = verify_url(&v, line);
	free(line);
	settings_free(settings);
	return status;
}

int
verify_run(const char *config, int argc, char **argv)
{
	struct options o;
	int status = STATUS_USAGE;

	if (options_parse(&o, OPTIONS_VERIFY, argc, argv) == -1)
		goto out;
	if (o.config == NULL)
		o.config = config;
	if (o.help)
		status = options_help();
	else if (o.nwords != 1)
		say_line("verify takes one URL; see htsgate --help");
	else
		status = verify_word(&o);
out:
	options_clear(&o);
	return status;
}
