/* ticket: prints the ticket that the server would give. */
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli/answer.h"
#include "cli/say.h"
#include "serve/ticket_urls.h"

/* As the server signs it for who has no name. */
static int
sign(struct answer *a, struct whereabouts *at, struct fault *fault)
{
	if (!a->dataset.data->guarded ||
	    !ticket_urls_need_base(&a->plan, &a->dataset))
		return 0;
	if (a->settings->access.bind_user)
		say_line("%s: the URLs are for nobody: [access] bind_user = "
		    "yes, and here is no user", a->id);
	at->expires = (uint64_t)time(NULL) + a->settings->access.expires;
	at->secrets = answer_secrets(a, fault);
	return at->secrets != NULL ? 0 : -1;
}

static int
print_ticket(struct answer *a)
{
	struct whereabouts at = { .dataset = &a->dataset, .id = a->id,
	    .ticket = "", .base = answer_base(a) };
	struct fault fault = FAULT_INIT;
	char *text;
	size_t bytes;

	if (sign(a, &at, &fault) == -1 ||
	    ticket_urls_write(&a->plan, &at, &text, &bytes, &fault) == -1) {
		say_fault(a->id, &fault);
		return STATUS_FAULT;
	}
	fwrite(text, 1, bytes, stdout);
	putchar('\n');
	free(text);
	return say_end() == -1 ? STATUS_FAULT : STATUS_GOOD;
}

int
ticket_run(const char *config, int argc, char **argv)
{
	struct answer answer;
	int status = answer_make(&answer, config, argc, argv);

	if (status == STATUS_GOOD && answer.id != NULL)
		status = print_ticket(&answer);
	answer_clear(&answer);
	return status;
}
