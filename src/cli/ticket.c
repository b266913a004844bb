/* ticket: prints the ticket that the server would give. */
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/answer.h"
#include "cli/say.h"
#include "serve/tickets.h"

static int
print_ticket(const struct answer *a)
{
	struct fault fault = FAULT_INIT;
	char *text;
	size_t bytes;

	if (a->dataset.url == NULL)
		dataset_no_url(&a->dataset, &fault);
	else
		tickets_write(&a->plan, a->dataset.url, &text, &bytes,
		    &fault);
	if (fault.kind != FAULT_NONE) {
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
