/* answer: a question from the command line about one id, and its plan. */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "access/rights.h"
#include "cli/options.h"
#include "plan/plan.h"

struct answer {
	const char	*id;		/* borrowed */
	struct options	 options;
	struct settings	*settings;
	struct rights	*rights;	/* of answer_secrets */
	struct query	 query;
	struct dataset	 dataset;
	struct source	*source;
	struct plan	 plan;
};

/*
 * Reads the options of a command that asks for one id (`allowed` as for
 * options_parse) and opens the dataset. STATUS_GOOD with a->id NULL after
 * --help; another status after telling what is wrong. The caller calls
 * answer_clear in any case.
 */
int	answer_open(struct answer *, const char *allowed, const char *config,
	    int argc, char **argv);

/* The same with the options of a query, and makes the plan. */
int	answer_make(struct answer *, const char *config, int argc,
	    char **argv);
void	answer_clear(struct answer *);

/* What our own URLs begin with: base_url, else one of this machine. */
const char	*answer_base(const struct answer *);

/* The secrets, or NULL and a fault as of rights_secrets. */
const struct secrets	*answer_secrets(struct answer *, struct fault *);

#endif
