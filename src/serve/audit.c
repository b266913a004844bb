#include "serve/audit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "base/log.h"
#include "base/utf8.h"
#include "serve/member.h"

#define NET_BYTES_4	3	/* of an IPv4 address: its /24 */
#define NET_BYTES_6	6	/* of an IPv6 address: its /48 */
#define TIME_BYTES	32

#define REFUSED_REGIONS_MAX	10	/* of a line, of what is refused */

static int
cannot_write(const char *path, const char *why, struct fault *fault)
{
	return fault_detail(fault, FAULT_UNAVAILABLE,
	    "this cannot be recorded just now, and is not given therefore",
	    "[audit] file: %s: %s", path, why);
}

const char *
audit_rule(enum verdict verdict)
{
	static const char *const rules[] = {
		[VERDICT_OPEN] = "open",
		[VERDICT_ALLOWED] = "allow",
		[VERDICT_PARTLY] = "grants",
		[VERDICT_LOGIN] = "login",
		[VERDICT_DENIED] = "allow",
	};

	return rules[verdict];
}

int
audit_ready(struct service *service, struct fault *fault)
{
	const char *path = service->settings->audit.file;

	if (path == NULL || append_follow(&service->audit, path) == 0)
		return 0;
	return cannot_write(path, strerror(errno), fault);
}

/* json-c writes bytes as they are, and JSON is UTF-8: others become \xHH. */
static struct json_object *
text_object(const char *text)
{
	struct json_object *object;
	size_t bytes = strlen(text), i, used = 0;
	char *shown;

	if (utf8_valid(text, bytes))
		return json_object_new_string(text);
	if ((shown = malloc(4 * bytes + 1)) == NULL)
		return NULL;
	for (i = 0; i < bytes; i++)
		used += (size_t)sprintf(shown + used, (unsigned char)text[i] <
		    0x80 ? "%c" : "\\x%02x", (unsigned char)text[i]);
	object = json_object_new_string(shown);
	free(shown);
	return object;
}

static int
put_text(struct json_object *line, const char *name, const char *text)
{
	if (text == NULL || *text == '\0')
		return 0;
	return member_put(line, name, text_object(text));
}

/* By RFC 3339, to a millisecond. */
static void
time_text(char text[TIME_BYTES])
{
	struct timeval now;
	struct tm utc;
	size_t n = 0;

	gettimeofday(&now, NULL);
	if (gmtime_r(&now.tv_sec, &utc) != NULL)
		n = strftime(text, TIME_BYTES, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(text + n, TIME_BYTES - n, ".%03dZ",
	    (int)(now.tv_usec / 1000));
}

/* The address with the bytes behind its net zero; "" if it is none. */
static void
net_of(const char *address, char net[INET6_ADDRSTRLEN])
{
	unsigned char bytes[sizeof(struct in6_addr)] = { 0 };

	net[0] = '\0';
	if (inet_pton(AF_INET, address, bytes) == 1) {
		memset(bytes + NET_BYTES_4, 0, sizeof(bytes) - NET_BYTES_4);
		inet_ntop(AF_INET, bytes, net, INET6_ADDRSTRLEN);
	} else if (inet_pton(AF_INET6, address, bytes) == 1) {
		memset(bytes + NET_BYTES_6, 0, sizeof(bytes) - NET_BYTES_6);
		inet_ntop(AF_INET6, bytes, net, INET6_ADDRSTRLEN);
	}
}

static int
put_address(struct json_object *line, enum audit_address how,
    const char *address)
{
	char net[INET6_ADDRSTRLEN];

	if (address == NULL || how == AUDIT_NONE)
		return 0;
	if (how == AUDIT_FULL)
		return put_text(line, "address", address);
	net_of(address, net);
	return put_text(line, "address", net);
}

static struct json_object *
region_object(const struct region *region)
{
	struct json_object *object = json_object_new_object();

	if (object != NULL && put_text(object, "referenceName",
	    region->reference) == 0 &&
	    member_number(object, "start", region->start) == 0 &&
	    (region->end == QUERY_OPEN_END ||
	    member_number(object, "end", region->end) == 0))
		return object;
	json_object_put(object);
	return NULL;
}

static struct json_object *
regions_object(const struct query *query, size_t n)
{
	struct json_object *list = json_object_new_array(), *region;
	size_t i;

	for (i = 0; list != NULL && i < n; i++) {
		region = region_object(&query->regions[i]);
		if (region != NULL &&
		    json_object_array_add(list, region) == 0)
			continue;
		json_object_put(region);
		json_object_put(list);
		return NULL;
	}
	return list;
}

/*
 * No regions: all of it. Of what is refused not all of them, since anybody may
 * ask for very many.
 */
static int
put_query(struct json_object *line, const struct query *query, int status)
{
	size_t n = query->nregions;

	if (query->class == CLASS_HEADER)
		return put_text(line, "class", "header");
	if (status >= 400 && n > REFUSED_REGIONS_MAX) {
		if (member_number(line, "regionCount", n) == -1)
			return -1;
		n = REFUSED_REGIONS_MAX;
	}
	return n == 0 ? 0 :
	    member_put(line, "regions", regions_object(query, n));
}

/* A signed URL says for whom it was made. */
static int
put_user(struct json_object *line, const struct request *req,
    const struct decision *d)
{
	const char *made_for = d->data != NULL ? d->data->user : "";

	if (*made_for == '\0')
		return put_text(line, "user", req->user);
	if (put_text(line, "user", made_for) == -1)
		return -1;
	return req->user == NULL || strcmp(req->user, made_for) == 0 ? 0 :
	    put_text(line, "login", req->user);
}

/* A 404 behind a rule that lets in is of a reference or a changed file. */
static const char *
verdict_of(const struct decision *d)
{
	if (d->cut)
		return "cut";
	if (d->status < 400)
		return "granted";
	if (d->status == 401 || d->status == 403)
		return "denied";
	return d->status == 404 && d->by == NULL ? "unknown" : "failed";
}

static int
put_asker(struct json_object *line, const struct service *service,
    const struct request *req, const struct decision *d)
{
	const char *ticket = d->data != NULL ? d->data->ticket : NULL;
	char now[TIME_BYTES];

	time_text(now);
	if (put_text(line, "time", now) == -1 ||
	    put_text(line, "request", req->id) == -1 ||
	    put_text(line, "what", d->what) == -1 ||
	    put_text(line, "ticket", ticket) == -1 ||
	    put_user(line, req, d) == -1)
		return -1;
	return put_address(line, service->settings->audit.address,
	    req->address);
}

/* What is behind a `?` is a query that somebody encoded, perhaps a token. */
static int
put_id(struct json_object *line, const char *id)
{
	char *known = strndup(id, strcspn(id, "?"));
	int rc = known != NULL ? put_text(line, "id", known) : -1;

	free(known);
	return rc;
}

/* Regions of a ticket, a range of data. */
static int
put_asked(struct json_object *line, const struct request *req,
    const struct decision *d)
{
	if (put_id(line, d->id) == -1 ||
	    put_text(line, "format", format_name(d->format)) == -1)
		return -1;
	return d->query != NULL ? put_query(line, d->query, d->status) :
	    put_text(line, "range", req->range);
}

static int
put_verdict(struct json_object *line, const struct decision *d)
{
	if (put_text(line, "verdict", verdict_of(d)) == -1 ||
	    put_text(line, "by", d->by) == -1 ||
	    put_text(line, "reason", d->reason) == -1 ||
	    member_number(line, "status", (uint64_t)d->status) == -1 ||
	    member_number(line, "bytes", d->bytes) == -1 ||
	    (d->spans > 0 && member_number(line, "spans", d->spans) == -1))
		return -1;
	return d->handed_over ?
	    member_put(line, "handed_over", json_object_new_boolean(1)) : 0;
}

/* The text of a line with its end; NULL without memory. The caller frees. */
static char *
line_text(const struct service *service, const struct request *req,
    const struct decision *d)
{
	struct json_object *line = json_object_new_object();
	char *text = NULL;
	const char *json;

	if (line != NULL && put_asker(line, service, req, d) == 0 &&
	    put_asked(line, req, d) == 0 && put_verdict(line, d) == 0 &&
	    (json = json_object_to_json_string_ext(line,
	    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)) !=
	    NULL && asprintf(&text, "%s\n", json) == -1)
		text = NULL;
	json_object_put(line);
	return text;
}

int
audit_write(struct service *service, const struct request *req,
    const struct decision *d, struct fault *fault)
{
	const char *path = service->settings->audit.file;
	char *text;
	int rc;

	if (path == NULL)
		return 0;
	if (audit_ready(service, fault) == -1)
		return -1;
	if ((text = line_text(service, req, d)) == NULL)
		return fault_nomem(fault);
	rc = append_line(&service->audit, text, strlen(text));
	if (rc == -1)
		(void)cannot_write(path, strerror(errno), fault);
	free(text);
	return rc;
}

void
audit_refusal(struct service *service, const struct request *req,
    struct decision *d, const struct fault *fault)
{
	struct fault trouble = FAULT_INIT;

	d->status = fault_status(fault->kind);
	d->reason = fault->message;
	d->bytes = 0;
	d->spans = 0;
	if (d->by == NULL && fault->kind == FAULT_INVALID_AUTHENTICATION)
		d->by = audit_rule(VERDICT_LOGIN);
	if (d->by == NULL && fault->kind == FAULT_PERMISSION_DENIED)
		d->by = audit_rule(VERDICT_DENIED);
	if (audit_write(service, req, d, &trouble) == -1)
		log_write(LOG_ERROR, "a refusal was not recorded: %s",
		    trouble.detail[0] != '\0' ? trouble.detail :
		    trouble.message);
}
