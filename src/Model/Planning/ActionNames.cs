namespace OciReconciler.Model.Planning;

/// <summary>The words for actions in events, the journal and <c>plan -o json</c>: a contract, whatever the code calls them.</summary>
public static class ActionNames
{
    /// <summary>CamelCase.</summary>
    public static string Of(PlanAction action) => action == PlanAction.StopForBackoff ? "Halt" : action.ToString();
}
