using OciReconciler.DBus.Manager;
using OciReconciler.Engine;
using OciReconciler.Images;
using OciReconciler.Resilience;
using OciReconciler.Units;

namespace OciReconciler.Executing;

/// <summary>
/// An exception to the reason and sentence that conditions carry. The only place where failures are told apart: those of a moment, which a
/// call is worth being made again for within seconds; transient ones, for which the workload is tried again with a growing delay; and
/// terminal ones, which nothing but another manifest mends.
/// </summary>
internal static class FailureClassifier
{
    /// <summary>Whether the same call may go well a moment later.</summary>
    public static bool IsRetryable(Exception failure) =>
        // A call that used up its deadline would use it up again.
        failure is EngineException { Failure: EngineFailure.Network, InnerException: not OperationCanceledException }
            or BusException { Failure: BusFailure.Timeout or BusFailure.Closed };

    /// <summary>Maps an exception to the reason and sentence of a condition.</summary>
    public static FailureReason Classify(Exception failure) => failure switch
    {
        StepException step => step.Failure,
        ImagePrepareException image => new(image.Reason, image.Message, IsTerminal: !image.IsTransient),
        EngineUnavailableException engine => new(Reasons.EngineUnavailable, engine.Message),
        EngineException engine => new(Reasons.EngineFailed, engine.Message),
        BusException { ErrorName: SystemdErrors.ShuttingDown } => new(Reasons.ShuttingDown, "systemd is going down."),
        BusException { Failure: BusFailure.Closed } => new(
            Reasons.BusUnavailable, Sentences.Join($"The connection to systemd was lost: {failure.Message}", "It is tried again.")),
        BusException { ErrorName: SystemdErrors.UnitExists } => new(
            Reasons.UnitExists, Sentences.Join($"systemd already knows a unit of that name: {failure.Message}", "It is looked at again.")),
        BusException { ErrorName: SystemdErrors.BadUnitSetting or SystemdErrors.InvalidArguments or SystemdErrors.PropertyReadOnly } =>
            new(Reasons.DefinitionRejected, $"systemd refuses the definition: {failure.Message}", IsTerminal: true),
        BusException bus => new(
            Reasons.SystemdError, $"systemd answered {(bus.ErrorName.Length > 0 ? bus.ErrorName : bus.Failure.ToString())}: {bus.Message}"),
        IOException or UnauthorizedAccessException => new(Reasons.FileError, failure.Message),
        _ => OfCause(RootCause.Of(failure)),
    };

    // An exception that wraps another says nothing by itself.
    private static FailureReason OfCause(Exception cause) => new(Reasons.InternalError, $"{cause.GetType().Name}: {cause.Message}");
}
