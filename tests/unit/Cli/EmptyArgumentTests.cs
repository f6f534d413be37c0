using OciReconciler.Cli;
using OciReconciler.Configuration;

namespace OciReconciler.UnitTests.Cli;

/// <summary>What a script gives with a variable that is not set.</summary>
public sealed class EmptyArgumentTests
{
    [Fact]
    public async Task Validate_EmptyPath_IsAnErrorOfTheFile() =>
        Assert.Equal(ExitCodes.Wrong,
            await ValidateCommand.RunAsync([""], config: null, HostArguments.None, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Run_EmptyDirectory_IsAnErrorOfUsage()
    {
        var failure = await Assert.ThrowsAsync<CommandFailure>(() =>
            RunCommand.RunAsync(new RunArguments(null, [""], [], Once: false, AllowMassRemoval: false), taken: null));
        Assert.Equal((ExitCodes.Usage, "--manifests must name a directory."), (failure.ExitCode, failure.Message));
    }
}
