"""Which misunderstanding a wrong answer looks like: loaded only when an answer is wrong.

Every explanation is a wrong function, a `Misunderstanding`: given the arguments of a call, it returns what somebody
with this misunderstanding returns. So one honest chooser works for all of them, wherever they come from:

- ``listed``: the exercise's own, each with what only the exercise knows.
- ``outside``: relations of the right result to the one that came: twice as large, transposed, rounded (`outside`).
- ``operator``: the right function with one thing changed in its source, ``pair`` with two (`operators`).

This is diagnosis by an error model, as Singh, Gulwani and Solar-Lezama describe it in "Automated Feedback Generation
for Introductory Programming Assignments" (PLDI 2013): the smallest set of usual corrections that explains the answer.
We search in the other direction, from the right function to the wrong ones, because what came back can be compared with
what each of them returns without a look at the student's code.

The pieces
----------
`references.reference`
    The right function: to call, and as source to change.
`subject.Subject`
    What is to be explained: one name of one check, its calls, and the reference.
Sources of candidates
    A function from a `Subject` to an iterator of `Misunderstanding`, the simplest first, such as `outside.relations`
    and ``operators.variants(subject)``. Each sets `rank` and `source`. The chooser takes them one by one, and decides
    how many it tries (a budget of evaluations).
`choose.explain`
    The explanations that are offered: those that explain every call and are told apart from all others.
`known.explain`
    The same for a mistake that was explained before, without a search.
`repair.Repairs`
    In the place of a guess: where the answer has to be changed, if one small change of its own text makes it right and
    the guess speaks of something else. This is the direction of that paper, from the student's code to the right one.
    What is doubtful, two guesses between which nothing decides, is told only if such a change confirms it.

Ranks
-----
How much has to be assumed, 1 and more: 1 for an entry of the exercise's own list, 2 for a usual slip (a sign, a
missing mean), 3 for a rarer one, 4 for one that needs two usual slips, 5 for stranger pairs. Of two candidates that
return the same on everything that was tried, the one of lower rank is offered.
"""
