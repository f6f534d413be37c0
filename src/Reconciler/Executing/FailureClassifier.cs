using OciReconciler.DBus.Bus;
using OciReconciler.DBus.Systemd;
using OciReconciler.Engine;
using OciReconciler.Images;
using OciReconciler.Model.Planning;

namespace OciReconciler.Executing;

/// <summary>An exception to the reason and sentence that conditions carry. The only place where failures are told apart.</summary>
internal static class FailureClassifier
{
    public static Blocker Classify(Exception failure) => failure switch
    {
        StepException step => step.Blocker,
        ImagePrepareException image => new(image.Reason, image.Message),
        EngineUnavailableException engine => new(Blocker.EngineUnavailable, engine.Message),
        EngineException engine => new("EngineFailed", engine.Message),
        BusException { ErrorName: SystemdErrors.ShuttingDown } => new("ShuttingDown", "systemd is going down."),
        BusException { Failure: BusFailure.Closed } => new("BusUnavailable", $"The connection to systemd was lost: {failure.Message} It is tried again."),
        BusException { ErrorName: SystemdErrors.UnitExists } => new("UnitExists",
            $"systemd already knows a unit of that name: {failure.Message} It is looked at again."),
        BusException bus => new("SystemdError", $"systemd answered {(bus.ErrorName.Length > 0 ? bus.ErrorName : bus.Failure.ToString())}: {bus.Message}"),
        IOException or UnauthorizedAccessException => new("FileError", failure.Message),
        _ => new("InternalError", $"{failure.GetType().Name}: {failure.Message}"),
    };
}
