#include "serve/info.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/kstring.h>

#include "base/uri.h"
#include "http/reply.h"
#include "serve/member.h"

#define NO_HOST	"localhost"

/* "https://genomes.example.org": the site of base_url, else the request's. */
static int
site_find(const struct settings *settings, const struct request *req,
    kstring_t *site)
{
	const char *base = settings->server.base_url, *host;
	const char *known = req->host != NULL ? req->host : NO_HOST;

	if (base != NULL && (host = strstr(base, "://")) != NULL)
		return kputsn(base, (int)(host - base + 3 +
		    (ptrdiff_t)strcspn(host + 3, "/")), site) < 0 ? -1 : 0;
	return ksprintf(site, "%s://%s", req->scheme, known) < 0 ? -1 : 0;
}

/* The host of a site, without its port, within it. */
static const char *
site_host(const char *site, size_t *bytes)
{
	const char *host = strstr(site, "://") + 3;

	(void)uri_authority(host, bytes);
	return host;
}

/* "genomes.example.org" -> "org.example.genomes"; an address stays. */
static int
host_reverse(const char *host, size_t bytes, kstring_t *id)
{
	size_t end = bytes, start;

	if (host[0] == '[' || strspn(host, "0123456789.") >= bytes)
		return kputsn(host, (int)bytes, id) < 0 ? -1 : 0;
	for (;;) {
		for (start = end; start > 0 && host[start - 1] != '.';)
			start--;
		if (kputsn(host + start, (int)(end - start), id) < 0)
			return -1;
		if (start == 0)
			return 0;
		if (kputc('.', id) < 0)
			return -1;
		end = start - 1;
	}
}

/* Both endpoints are services of their own; their ids must differ. */
static int
put_id(struct json_object *info, const struct settings *settings,
    enum endpoint endpoint, const char *host, size_t bytes)
{
	kstring_t id = KS_INITIALIZE;
	int rc = -1;

	if ((settings->server.id != NULL ? kputs(settings->server.id, &id) :
	    host_reverse(host, bytes, &id)) >= 0 &&
	    ksprintf(&id, ".%s", endpoint_name(endpoint)) >= 0)
		rc = member_text(info, "id", id.s);
	ks_free(&id);
	return rc;
}

static int
put_type(struct json_object *info)
{
	struct json_object *type = json_object_new_object();

	if (member_put(info, "type", type) == -1)
		return -1;
	return member_text(type, "group", "org.ga4gh") == -1 ||
	    member_text(type, "artifact", "htsget") == -1 ||
	    member_text(type, "version", "1.3.0") == -1 ? -1 : 0;
}

static int
put_organization(struct json_object *info, const struct server *server,
    const char *site, const char *host, size_t bytes)
{
	struct json_object *organization = json_object_new_object();

	if (member_put(info, "organization", organization) == -1)
		return -1;
	if (member_put(organization, "name", server->organization != NULL ?
	    json_object_new_string(server->organization) :
	    json_object_new_string_len(host, (int)bytes)) == -1)
		return -1;
	return member_text(organization, "url",
	    server->organization_url != NULL ? server->organization_url :
	    site);
}

/* Whether any section can give a format; folders and tables can give any. */
static bool
format_served(const struct settings *settings, enum format format)
{
	size_t i;

	for (i = 0; i < settings->ndata; i++)
		if (settings->data[i].path != NULL ||
		    settings->data[i].manifest != NULL ||
		    settings->data[i].file[format] != NULL)
			return true;
	return false;
}

/* Never empty: of an endpoint without data, what it would serve. */
static int
put_formats(struct json_object *htsget, const struct settings *settings,
    enum endpoint endpoint)
{
	struct json_object *list = json_object_new_array(), *name;
	const enum format *formats;
	bool any = false;
	unsigned i, n;

	if (member_put(htsget, "formats", list) == -1)
		return -1;
	formats = endpoint_formats(endpoint, &n);
	for (i = 0; i < n; i++)
		any = any || format_served(settings, formats[i]);
	for (i = 0; i < n; i++) {
		if (any && !format_served(settings, formats[i]))
			continue;
		name = json_object_new_string(format_name(formats[i]));
		if (name == NULL)
			return -1;
		if (json_object_array_add(list, name) != 0) {
			json_object_put(name);
			return -1;
		}
	}
	return 0;
}

static int
put_htsget(struct json_object *info, const struct settings *settings,
    enum endpoint endpoint)
{
	struct json_object *htsget = json_object_new_object();

	if (member_put(info, "htsget", htsget) == -1)
		return -1;
	return member_text(htsget, "datatype", endpoint_name(endpoint)) == -1 ||
	    put_formats(htsget, settings, endpoint) == -1 ||
	    member_put(htsget, "fieldsParameterEffective",
	    json_object_new_boolean(0)) == -1 ||
	    member_put(htsget, "tagsParametersEffective",
	    json_object_new_boolean(0)) == -1 ? -1 : 0;
}

static int
put_name(struct json_object *info, const struct server *server,
    const char *host, size_t bytes)
{
	kstring_t name = KS_INITIALIZE;
	int rc = -1;

	if (server->name != NULL)
		return member_text(info, "name", server->name);
	if (ksprintf(&name, "htsget at %.*s", (int)bytes, host) >= 0)
		rc = member_text(info, "name", name.s);
	ks_free(&name);
	return rc;
}

/* GA4GH service-info 1.0: the required members, then the optional ones. */
static int
info_fill(struct json_object *info, const struct settings *settings,
    enum endpoint endpoint, const char *site)
{
	const struct server *server = &settings->server;
	size_t bytes;
	const char *host = site_host(site, &bytes);

	if (put_id(info, settings, endpoint, host, bytes) == -1 ||
	    put_name(info, server, host, bytes) == -1 ||
	    put_type(info) == -1 ||
	    put_organization(info, server, site, host, bytes) == -1 ||
	    member_text(info, "version", HTSGATE_VERSION) == -1)
		return -1;
	if (member_text(info, "description", server->description) == -1 ||
	    member_text(info, "contactUrl", server->contact_url) == -1 ||
	    member_text(info, "documentationUrl",
	    server->documentation_url) == -1 ||
	    member_text(info, "createdAt", server->created_at) == -1 ||
	    member_text(info, "updatedAt", server->updated_at) == -1 ||
	    member_text(info, "environment", server->environment) == -1)
		return -1;
	return put_htsget(info, settings, endpoint);
}

/*
 * Out of memory json-c leaves out pieces of the text and says nothing, so
 * what was written must read as what was meant.
 */
static bool
is_whole(struct json_object *info, const char *text)
{
	struct json_object *again = json_tokener_parse(text);
	bool whole = again != NULL && json_object_equal(again, info);

	json_object_put(again);
	return whole;
}

int
info_get(struct service *service, struct request *req, enum endpoint endpoint,
    const char *id, struct fault *fault)
{
	struct json_object *info = json_object_new_object();
	kstring_t site = KS_INITIALIZE;
	const char *text = NULL;
	size_t bytes;
	int rc;

	(void)id;
	if (info != NULL && site_find(service->settings, req, &site) == 0 &&
	    info_fill(info, service->settings, endpoint, site.s) == 0)
		text = json_object_to_json_string_length(info,
		    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
		    &bytes);
	if (text == NULL || !is_whole(info, text))
		rc = fault_nomem(fault);
	else {
		(void)reply_json(req, 200, REPLY_JSON, NULL, text, bytes);
		rc = 0;
	}
	ks_free(&site);
	json_object_put(info);
	return rc;
}
