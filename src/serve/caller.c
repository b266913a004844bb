#include "serve/caller.h"

#include "http/door.h"

static const char *
variable(void *door, const char *name)
{
	return ((struct door *)door)->variable(door, name);
}

struct caller
caller_of(const struct request *req)
{
	return (struct caller){
		.user = req->user,
		.variable = variable,
		.arg = req->door,
	};
}
