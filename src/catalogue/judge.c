#include "catalogue/judge.h"

bool
judge_counts(const struct lookup *s)
{
	return s->viewer != NULL && s->viewer->caller != NULL;
}

struct judgement
judge_section(const struct lookup *s, const struct data *data)
{
	const struct judgement all = { .verdict = VERDICT_ALLOWED };

	if (!judge_counts(s))
		return all;
	return rights_judge(s->viewer->rights, s->viewer->caller, data, s->id);
}

bool
judge_sees(const struct judgement *judgement)
{
	return judgement->verdict == VERDICT_OPEN ||
	    judgement->verdict == VERDICT_ALLOWED ||
	    judgement->verdict == VERDICT_PARTLY;
}

int
judge_denied(const struct judgement *judgement, const struct data *data,
    struct fault *fault)
{
	if (judgement->verdict == VERDICT_LOGIN)
		return fault_detail(fault, FAULT_INVALID_AUTHENTICATION,
		    "this dataset is for users who have logged in",
		    "[data %s]", data->name);
	return fault_detail(fault, FAULT_PERMISSION_DENIED,
	    "you may not read this dataset", "[data %s]", data->name);
}
