/* ticket: prints the ticket that the server would give. */
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/answer.h"
#include "cli/say.h"
#include "serve/ticket_urls.h"

/* The server takes it from the request where the configuration has none. */
#define NO_BASE	"http://localhost/htsget"

static int
print_ticket(const struct answer *a)
{
	const char *base = a->settings->server.base_url;
	struct whereabouts at = { .dataset = &a->dataset, .id = a->id,
	    .ticket = "", .base = base != NULL ? base : NO_BASE };
	struct fault fault = FAULT_INIT;
	char *text;
	size_t bytes;

	if (ticket_urls_write(&a->plan, &at, &text, &bytes, &fault) == -1) {
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
