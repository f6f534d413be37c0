using OciReconciler.Cli;

namespace OciReconciler.UnitTests.Cli;

public class UsageErrorsTests
{
    [Theory]
    [InlineData("", "A command is missing: one of run, validate, ", "See: oci-reconciler --help")]
    [InlineData("frob", "There is no command frob: one of run, validate, ", "See: oci-reconciler --help")]
    [InlineData("vaildate a b", "There is no command vaildate: one of run, validate, ", "See: oci-reconciler --help")]
    [InlineData("get --frob", "There is no option --frob here", "See: oci-reconciler get --help")]
    [InlineData("validate --frob", "There is no option --frob here; a file of that name is written ./--frob",
        "See: oci-reconciler validate --help")]
    [InlineData("render -o xml a.json", "Argument 'xml' not recognized. Must be one of: 'unit' 'json'",
        "See: oci-reconciler render --help")]
    [InlineData("import", "A command is missing: nixos is expected.", "See: oci-reconciler import --help")]
    [InlineData("import nixos", "Required argument 'FILE' missing", "See: oci-reconciler import nixos --help")]
    public void Lines_WrongCommandLine_AreTwo(string arguments, string what, string where)
    {
        var lines = UsageErrors.Lines(CommandLine.Root().Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();

        Assert.Equal(2, lines.Count);
        Assert.StartsWith(what, lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain('\n', lines[0]);
        Assert.Equal(where, lines[1]);
    }

    [Theory]
    [InlineData("validate -")]
    [InlineData("import nixos - -o out --force")]
    [InlineData("get web -o json")]
    public void Parse_Usual_IsTaken(string arguments) => Assert.Empty(CommandLine.Root().Parse(arguments.Split(' ')).Errors);
}
