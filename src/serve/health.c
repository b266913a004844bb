#include "serve/health.h"

#include <string.h>

#include "http/reply.h"
#include "serve/member.h"

static int
fill(struct json_object *object, const struct service *service)
{
	bool refused = service->fault.kind != FAULT_NONE;

	if (member_text(object, "status", "ok") == -1 ||
	    member_text(object, "version", HTSGATE_VERSION) == -1 ||
	    member_text(object, "configuration",
	    service->settings->digest) == -1)
		return -1;
	return member_put(object, "newerConfigurationRefused",
	    json_object_new_boolean(refused));
}

int
health_get(struct service *service, struct request *req,
    enum endpoint endpoint, const char *id, struct fault *fault)
{
	struct json_object *object = json_object_new_object();
	const char *text = NULL;
	int rc = 0;

	(void)endpoint, (void)id;
	if (object != NULL && fill(object, service) == 0)
		text = json_object_to_json_string_ext(object,
		    JSON_C_TO_STRING_PLAIN);
	if (text == NULL)
		rc = fault_nomem(fault);
	else
		(void)reply_json(req, 200, REPLY_JSON, NULL, text,
		    strlen(text));
	json_object_put(object);
	return rc;
}
