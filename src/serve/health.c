#include "serve/health.h"

#include <string.h>

#include <json.h>

#include "http/reply.h"

static int
put(struct json_object *object, const char *name, struct json_object *value)
{
	if (value != NULL && json_object_object_add(object, name, value) == 0)
		return 0;
	json_object_put(value);
	return -1;
}

static int
fill(struct json_object *object, const struct service *service)
{
	bool refused = service->fault.kind != FAULT_NONE;

	if (put(object, "status", json_object_new_string("ok")) == -1 ||
	    put(object, "version",
	    json_object_new_string(HTSGATE_VERSION)) == -1 ||
	    put(object, "configuration",
	    json_object_new_string(service->settings->digest)) == -1)
		return -1;
	return put(object, "newerConfigurationRefused",
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
