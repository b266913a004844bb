/* answer: the plan of a question from the command line. */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "cli/options.h"
#include "plan/plan.h"

struct answer {
	const char	*id;		/* borrowed */
	struct settings	*settings;
	struct query	 query;
	struct dataset	 dataset;
	struct source	*source;
	struct plan	 plan;
};

/*
 * Reads the options of a command that asks for one id and makes the plan.
 * STATUS_GOOD with a->id NULL after --help; another status after telling
 * what is wrong. The caller calls answer_clear in any case.
 */
int	answer_make(struct answer *, const char *config, int argc,
	    char **argv);
void	answer_clear(struct answer *);

#endif
