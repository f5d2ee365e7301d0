"""What foundation writes to the trail."""

from doudi.units.text import Text

ACTIONS = {
    "foundation.area.imported": Text("导入区划表", "imported areas"),
    "foundation.area.changed": Text("修改区划", "changed an area"),
    "foundation.account.created": Text("新建账号", "created an account"),
    "foundation.account.changed": Text("修改账号", "changed an account"),
    "foundation.account.password_changed": Text("修改自己的密码", "changed their own password"),
    "foundation.account.password_reset": Text("重置他人密码", "reset somebody's password"),
    "foundation.account.factor_changed": Text("修改双重验证", "changed a second factor"),
    "foundation.account.factor_removed": Text(
        "取消他人双重验证", "removed somebody's second factor"
    ),
    "foundation.account.refused": Text("登录失败", "failed to log in"),
    "foundation.account.logged_in": Text("登录", "logged in"),
    "foundation.account.logged_out": Text("退出", "logged out"),
    "foundation.posting.granted": Text("任命岗位", "granted a posting"),
    "foundation.posting.ended": Text("结束任职", "ended a posting"),
    "foundation.posting.covered": Text("安排代理", "arranged cover"),
    "foundation.posting.handed_over": Text("工作交接", "handed over work"),
    "foundation.posting.chosen": Text("切换岗位", "changed to another posting"),
    "foundation.token.issued": Text("发放接口凭证", "issued an API token"),
    "foundation.token.used": Text("接口凭证当天首次使用", "first used an API token that day"),
    "foundation.token.revoked": Text("收回接口凭证", "revoked an API token"),
    "foundation.run.started": Text("启动后台任务", "started a run"),
    "foundation.run.stopped": Text("停止后台任务", "stopped a run"),
    "foundation.run.resumed": Text("继续后台任务", "resumed a run"),
    "foundation.run.finished": Text("后台任务结束", "a run ended"),
    "foundation.export.made": Text("导出名单", "exported a list"),
    "foundation.audit.viewed": Text("查看操作记录", "looked at the audit trail"),
    "foundation.keys.changed": Text("更换密钥", "changed the keys"),
    "foundation.backup.made": Text("备份", "made a backup"),
    "foundation.backup.restored": Text("恢复备份", "restored a backup"),
}
