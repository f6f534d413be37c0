namespace OciReconciler.Telemetry;

/// <summary>All names of spans, metrics and attributes. docs/telemetry.md explains them; a test compares the two.</summary>
internal static class TelemetryNames
{
    /// <summary>Of the activity source and the meter.</summary>
    public const string Source = "OciReconciler";

    /// <summary>Of the service, where OTEL_SERVICE_NAME gives none.</summary>
    public const string Service = "oci-reconciler";

    public static class Spans
    {
        public const string Pass = "oci_reconciler.pass";
        public const string Step = "oci_reconciler.step";
        public const string Preparation = "oci_reconciler.preparation";
    }

    public static class Metrics
    {
        public const string Passes = "oci_reconciler.passes";
        public const string PassDuration = "oci_reconciler.pass.duration";
        public const string QueueDepth = "oci_reconciler.queue.depth";
        public const string QueueAge = "oci_reconciler.queue.age";
        public const string Workloads = "oci_reconciler.workloads";
        public const string Restarts = "oci_reconciler.restarts";
        public const string Rollbacks = "oci_reconciler.rollbacks";
        public const string Preparations = "oci_reconciler.preparations";
        public const string PreparationDuration = "oci_reconciler.preparation.duration";
        public const string Unavailability = "oci_reconciler.change.unavailability";
        public const string BusCalls = "oci_reconciler.dbus.calls";
        public const string BusErrors = "oci_reconciler.dbus.errors";
        public const string Fetches = "oci_reconciler.source.fetches";
        public const string FetchDuration = "oci_reconciler.source.fetch.duration";
        public const string FetchAge = "oci_reconciler.source.fetch.age";
        public const string AppliedAge = "oci_reconciler.source.applied.age";
    }

    public static class Attributes
    {
        public const string Workload = "oci_reconciler.workload";
        public const string Workloads = "oci_reconciler.workloads";
        public const string Step = "oci_reconciler.step";
        public const string Reason = "oci_reconciler.reason";
        public const string Result = "oci_reconciler.result";
        public const string State = "oci_reconciler.state";
        public const string By = "oci_reconciler.restarted_by";
        public const string Method = "oci_reconciler.dbus.method";
        public const string Failure = "oci_reconciler.dbus.failure";
        public const string Source = "oci_reconciler.source";
    }
}
