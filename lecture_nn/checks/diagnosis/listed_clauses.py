"""What is said of code that comes to the results of a listed mistake in another way: the fact, and another question.

A sentence that an exercise lists was written for somebody who did what it says. Others return the same, because a
result never gets into what they return, or a condition never holds. Where the code shows that, the sentence is put in
words that are true of it.
"""

from __future__ import annotations

import ast
import re

from lecture_nn.checks.diagnosis.conditions import (
    WHOLE,
    Holds,
    adds_the_bias,
    adds_two_terms,
    adds_what_is_left_to_1,
    asks_for,
    asks_for_less_than_0,
    compares_in_a_chain,
    corrects_both,
    ends_in_the_first_round,
    fills_nothing,
    goes_on,
    goes_through_the_runs,
    has_no_second_name,
    has_none_of,
    has_one_of,
    multiplies_by_t_at_most_once,
    multiplies_by_what_is_left,
    multiplies_no_matrices,
    never_calls,
    reduces_a_whole_argument,
    returns_zeros,
    searches_by_a_condition,
    takes_the_log_of_an_exponential,
)
from lecture_nn.checks.diagnosis.written import Written

CANCEL = "so positive and negative weights cancel. Which should come first, the squares or the sum?"
UNFILLED = "just like the array when you created it. Which line of your code changes an entry of the array?"


def as_it_is(hint: str, own: Written) -> str:
    """The hint, in words that are true of the code if those of the list aren't."""
    for phrase, holds, instead in LISTED:
        if re.search(phrase, hint) and holds(own):
            return re.sub(phrase, instead, hint)
    return hint


LISTED: tuple[tuple[str, Holds, str], ...] = (
    (
        r"You subtract the bias\. Should a larger bias [^?]*\?",
        adds_the_bias,
        "The bias has the wrong sign in your pre-activation. Which terms does each minus sign apply to?",
    ),
    (
        r"you subtract the bias\. .*",
        adds_the_bias,
        "the bias has the wrong sign in your pre-activations. Which terms does each minus sign apply to?",
    ),
    (
        r"this is ∂E/∂o \(and ∂E/∂z of another loss, the cross-entropy\)\. .*",
        adds_what_is_left_to_1,
        "your result is ∂E/∂o, because the factor that should be ∂o/∂z is 1 in your code. How does ∂o/∂z depend on o?",
    ),
    (
        r"this is ∂E/∂o \(and ∂E/∂z of another loss, the cross-entropy\)\. .*",
        multiplies_by_what_is_left,
        "your result is ∂E/∂z for another loss, the cross-entropy. What is ∂E/∂o for the loss of this exercise?",
    ),
    (
        r"you correct the average of the (gradients|squares) only\. .*",
        corrects_both,
        "you compute both corrected averages, but the step uses only one of them. Which one is left out of the step?",
    ),
    (
        r"This is the SiLU itself\. How steep is it\?",
        adds_two_terms,
        "Your terms add up to the SiLU itself. What should the second one be at z = 0, and what does your code compute "
        "there?",
    ),
    (
        r"This is the first term of the product rule\. .*",
        adds_two_terms,
        "Only the first term of the product rule is left in your result. How large is your second term at z = 1, and "
        "how large should it be?",
    ),
    (
        r"you always take the first decay, .*",
        reduces_a_whole_argument("mean", "average", "sum", "nanmean"),
        "you take the mean over the whole array, without an axis. Which axis runs over the rounds, and which over the "
        "decays?",
    ),
    (
        r"You take the largest entry of H\. Those on its diagonal are",
        lambda own: not reduces_a_whole_argument("max", "amax")(own),
        "You take the diagonal entries of H as the curvatures. They are",
    ),
    (
        r"([Tt])he formula is right, but (its exponentials|exp) overflow.*",
        has_one_of("argmax"),
        r"\1he formula is right, but the exponentials can still overflow. What does `argmax` return for the row "
        r"[0, 1000]?",
    ),
    (
        r"(You have made a single step, whatever `steps` is\.) .*",
        goes_on,
        r"\1 From which weights does the second round of your loop start?",
    ),
    (
        r"you return the minimum of the loss alone\. The penalty moves it\.",
        has_one_of("decay"),
        "your result is `a`, unchanged, which is the minimum of the loss alone. What happens to the numbers that "
        "your code computes from `decay`?",
    ),
    (
        r"(your minimum is|your minima are all) at 0\. That is the minimum of the penalty alone; .*",
        returns_zeros,
        f"all your results are 0, {UNFILLED}",
    ),
    (
        r"you return the loss as it is\. The penalty is missing\.",
        lambda own: own.words["decay"] > 0 and own.has(ast.FloorDiv),
        "your result is just the loss, as if the penalty were 0. What is the value of the factor in front of your sum?",
    ),
    (
        r"you return the loss as it is\. The penalty is missing\.",
        has_one_of("decay"),
        "your result is just the loss, as if the penalty were 0. How large is your penalty, and does it get into "
        "what you return?",
    ),
    (
        r"your weights don't decay at all\. This is a step on the loss alone\.",
        has_one_of("decay"),
        "your weights come out as if there were no decay. What happens to the result of the line that uses `decay`?",
    ),
    (
        r"(your biases stay as they were\.) They .*",
        has_one_of("d_biases d_bias d_b db"),
        r"\1 Which line computes the new biases, and do they get into what you return?",
    ),
    (
        r"(you return the losses as they are\.)",
        has_one_of("beta"),
        r"\1 What happens to the numbers that your code computes with `beta`?",
    ),
    (
        r"you multiply each matrix by its transpose .*",
        multiplies_no_matrices,
        f"you add up the weights of each column first and square these sums, {CANCEL}",
    ),
    (
        r"you multiply each transpose by its matrix .*",
        multiplies_no_matrices,
        f"you add up the weights of each row first and square these sums, {CANCEL}",
    ),
    (
        r"you choose by the smallest entry of decays, .*",
        lambda own: searches_by_a_condition(own) and not asks_for("decays")(own),
        "you always take the first decay, whatever its error. What does your condition compare each error with?",
    ),
    (
        r"as if it had been rounded down to a whole number\. Where could that happen\?",
        compares_in_a_chain,
        "because your condition is never true. Python reads a > b == c as a > b and b == c. Which two things do you "
        "want to compare?",
    ),
    (
        r", as if it had been rounded down to a whole number\. Where could that happen\?",
        has_none_of(WHOLE),
        ". Follow a correct prediction through your code, such as o = 0.9 with t = 1. What does this prediction add "
        "to your result?",
    ),
    (
        r"you look at the whole list before you decide\. Your training never stops, .*",
        asks_for("patience"),
        "your training never stops early: your second result is always the number of losses. What should happen as "
        "soon as the patience runs out?",
    ),
    (
        r"Are the weights up and down two arrays\? .*",
        fills_nothing,
        "That is what your array contained when you created it. Which line of your code changes an entry of the array?",
    ),
    (
        r"Are the weights up and down two arrays\? .*",
        has_no_second_name,
        "At which two points does your code compute E?",
    ),
    (
        r"(Only the first array is updated\.) .*",
        ends_in_the_first_round,
        r"\1 How many rounds of the loop run before the function returns?",
    ),
    (
        r"You compare z with t for every noise model\. .*",
        has_one_of("exp sigmoid expit"),
        "For every noise model, your result uses o = z. Which of your branches runs for noise = 'bernoulli'?",
    ),
    (
        r"you divide by n and not by n − 1 in the standard deviation\. By which of the two does NumPy divide, .*",
        never_calls("std", "var", "nanstd", "nanvar", "cov"),
        "you divide by n in the standard deviation, although the mean comes from the same n differences. What should "
        "you divide by?",
    ),
    (
        r"You round both and ask for equal numbers\. .*",
        has_none_of(f"{WHOLE} JoinedStr format Mod"),
        "Your test rejects differences that are allowed. Which number do you compare them with?",
    ),
    (
        r"One entry that agrees is enough for you\. .*",
        ends_in_the_first_round,
        "Your function returns after it has compared the first entry. When may it return True, and when False?",
    ),
    (
        r"(you take the logarithm of probabilities, one of which|You compute probabilities first, and then) .*",
        takes_the_log_of_an_exponential,
        "Some of your exponentials come out as 0 or as infinity before you take their logarithm. Which logarithm and "
        "which exponential in your code undo each other?",
    ),
    (
        r"You subtract the largest logit of each row\. .*",
        has_none_of("T argmax"),
        "The targets play no part in your loss. Which term of the loss depends on the right class?",
    ),
    (
        r"you take the class that the network finds most probable\. .*",
        has_none_of("T Div softmax argmax"),
        "the targets play no part in your loss. Which term of the loss depends on the right class?",
    ),
    (
        r"(error signal comes out as it went in)(\.|:) .*",
        has_one_of("h"),
        r"\1. What happens to the products that your code computes?",
    ),
    (
        r"you take the last run(\.|, and return its gap after each epoch\.) .*",
        goes_through_the_runs,
        "your result contains only the last run. What happens to the other runs in your loop?",
    ),
    (
        r"you look at the last run only\. .*",
        lambda own: own.has(ast.For),
        "your result contains only the last run. What happens to the other runs in your loop?",
    ),
    (
        r"(you look at the first run only\.) .*",
        ends_in_the_first_round,
        r"\1 How many rounds of the loop run before your function returns?",
    ),
    (
        r"you no longer shuffle\. .*",
        has_one_of("permutation shuffle permuted choice argsort sample random"),
        "your batches contain the examples in their original order. What does your code do with the new order?",
    ),
    (
        r"You count every combination of units on and off\. .*",
        has_one_of("comb factorial binom"),
        "Your sum runs up to k = J, so it is 2 to the power of J. Up to which k does the theorem sum for D inputs?",
    ),
    (
        r"In which order does Python divide and add\?",
        has_none_of("Div divide true_divide reciprocal Pow"),
        "What does the formula of the sigmoid do with this sum?",
    ),
    (
        r"Your rule is the one for targets of −1 and 1\. .*",
        multiplies_by_t_at_most_once,
        "With target 0 your weights never move. What should happen to them when the output is 1?",
    ),
    (
        r"(you never find a dead unit, however many there are\.) .*",
        lambda own: not asks_for_less_than_0(own),
        r"\1 Is your condition true for a column of zeros?",
    ),
    (
        r"You multiply the odds by the ratio of the priors themselves, new / old\. .*",
        adds_what_is_left_to_1,
        "You correct only for the change in the frequency of the fours. How has the frequency of the other digits "
        "changed?",
    ),
)
"""A phrase of a listed sentence, what has to hold of the code for it to be put in other words, and these."""
