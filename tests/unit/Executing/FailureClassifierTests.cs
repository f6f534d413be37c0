using OciReconciler.Executing;
using OciReconciler.Images;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Executing;

public sealed class FailureClassifierTests
{
    public static TheoryData<Exception, string, bool> Cases => new()
    {
        { new EngineUnavailableException("gone"), "EngineUnavailable", false },
        { new EngineException(EngineFailure.Other, "500"), "EngineFailed", false },
        { new ImagePrepareException(Reasons.ImageNotFound, "no such tag"), "ImageNotFound", false },
        { new ImagePrepareException(Reasons.InvalidImageReference, "a b", isTransient: false), "InvalidImageReference", true },
        { new StepException("StartFailed", "no"), "StartFailed", false },
        { new StepException("DefinitionRejected", "bad-setting", isTransient: false), "DefinitionRejected", true },
        { Reply(SystemdErrors.InvalidArguments), "DefinitionRejected", true },
        { Reply(SystemdErrors.PropertyReadOnly), "DefinitionRejected", true },
        { Reply(SystemdErrors.BadUnitSetting), "DefinitionRejected", true },
        { Reply(SystemdErrors.UnitExists), "UnitExists", false },
        { Reply(SystemdErrors.ShuttingDown), "ShuttingDown", false },
        { Reply("org.freedesktop.DBus.Error.LimitsExceeded"), "SystemdError", false },
        { new BusException(BusFailure.Closed, "", "gone"), "BusUnavailable", false },
        { new IOException("disk full"), "FileError", false },
        { new InvalidOperationException("a bug"), "InternalError", false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Classify_Failure_GivesItsReasonAndWhetherOnlyAnotherManifestHelps(Exception failure, string reason, bool isTerminal)
    {
        var failed = FailureClassifier.Classify(failure);
        Assert.Equal((reason, isTerminal), (failed.Reason, failed.IsTerminal));
        Assert.NotEmpty(failed.Message);
    }

    [Fact]
    public void Classify_Wrapped_SaysWhatIsInside()
    {
        var wrapped = new AggregateException(
            new HttpRequestException("The requested failed, see inner exception for details.",
                new InvalidOperationException("the disk is full")));
        Assert.Equal("InvalidOperationException: the disk is full", FailureClassifier.Classify(wrapped).Message);
    }

    private static BusException Reply(string error) => new(BusFailure.ErrorReply, error, "systemd's words");
}
