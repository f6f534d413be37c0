using OciReconciler.Cli;

namespace OciReconciler.UnitTests.Cli;

public sealed class PlanArgumentsTests
{
    // What a script gives with a variable that is not set ends in a space here.
    [Theory]
    [InlineData("plan web.json", null)]
    [InlineData("plan web.json manifests/ -o json", null)]
    [InlineData("plan -", null)]
    [InlineData("plan --source fleet", null)]
    [InlineData("plan --source fleet --revision change", null)]
    [InlineData("plan --source fleet --revision refs/pull/17/head -o json", null)]
    [InlineData("plan --source fleet --revision 0123456789abcdef0123456789abcdef01234567", null)]
    [InlineData("plan", "PATH or --source is needed: ")]
    [InlineData("plan --revision main", "PATH or --source is needed: ")]
    [InlineData("plan web.json --source fleet", "Either PATH or --source can be given.")]
    [InlineData("plan web.json --source fleet --revision main", "Either PATH or --source can be given.")]
    [InlineData("plan web.json --revision main", "--revision goes with --source.")]
    [InlineData("plan --source fleet --revision a..b", "--revision a..b: must have neither .. nor @{ in it.")]
    [InlineData("plan --source fleet --revision main~1", "--revision main~1: must have no space, control character or any of ")]
    [InlineData("plan --source fleet --revision ", "--revision : must have from 1 to 255 characters.")]
    public void Parse_WhatIsPlanned_IsPathsOrASourceWithARef(string arguments, string? problem)
    {
        var parsed = CommandLine.Root().Parse(arguments.Split(' '));

        if (problem is null)
            Assert.Empty(parsed.Errors);
        else
            Assert.StartsWith(problem, UsageErrors.Lines(parsed).First(), StringComparison.Ordinal);
    }
}
